import type { Recorded } from './content.ts';

/** How a skill shall read was proposed, decided, written or dropped. */
export type SkillChange = { readonly k: 'skill@1'; readonly skill: string } & SkillEvent;

export type SkillEvent =
  /** A stage handed back a new text; one that waited before is replaced. */
  | { readonly event: 'proposed'; readonly candidate: Candidate; readonly document: Recorded }
  /** The next version. Its files are written once no run works by the old ones. */
  | { readonly event: 'decided'; readonly version: DecidedVersion }
  | { readonly event: 'written'; readonly version: number; readonly act: DecidedVersion['act'] }
  /** What waited does not come: a candidate, or a version that can no longer be written. */
  | {
      readonly event: 'dropped';
      readonly what: 'candidate' | 'version';
      readonly reason: string;
      readonly actor: string;
    };

/** What a stage proposes a skill to read like. */
export interface Candidate {
  readonly run: string;
  readonly request: string;
  /** Key of the work item of that run. */
  readonly item: string | null;
  readonly sha256: string;
  readonly size_bytes: number;
  /** Below `millrace-agents/`: the skill of the plan that it is to replace; null = the plan has none. */
  readonly path: string | null;
  /** Of the text that the plan had then; null = it had none. */
  readonly base: string | null;
  readonly simulated: boolean;
}

/** One file of a skill before and after a version. null = it is not there. */
export interface VersionFile {
  /** Below `millrace-agents/`. */
  readonly path: string;
  readonly before: Recorded | null;
  readonly after: Recorded | null;
}

export interface DecidedVersion {
  readonly version: number;
  readonly act: 'promote' | 'install' | 'revert';
  readonly actor: string;
  /** Who agreed: trust in what the plan instructs follows from it. */
  readonly agreed: 'person' | 'policy' | 'caller';
  /** Where it came from: a run, a folder, an index, a version. */
  readonly source: string;
  readonly files: readonly VersionFile[];
}
