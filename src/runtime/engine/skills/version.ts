/** A next version of a skill, before anybody agreed to it. Contract: changes nothing. */

import type { SkillPreview } from '../../api/index.ts';
import {
  type Cause,
  type Change,
  type DecidedVersion,
  type Recorded,
  recorded,
  type SkillEvent,
  type SkillHistory,
  skillChange,
  type VersionFile,
} from '../../kernel/index.ts';
import { PACKAGE_SIZE_BYTES_MAX, scriptsIn } from '../../skills/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import * as refuse from './refusals.ts';
import { bytesAt } from './tree.ts';

export interface Asking {
  readonly ports: Pick<EnginePorts, 'disk' | 'hash'>;
  readonly follower: Follower;
}

/** A decision before anybody agreed to it. */
export interface SkillDecision {
  readonly skill: string;
  readonly preview: SkillPreview;
  /** The change, once it is known who says so. */
  make(by: Pick<DecidedVersion, 'actor' | 'agreed'>): { changes: readonly Change[]; cause: Cause };
}

interface Meant extends Pick<DecidedVersion, 'act' | 'source'> {
  readonly detail: string;
  readonly needs_person: boolean;
  readonly kept?: readonly string[];
}

/** Files that stay as they are belong to what was installed, and are no change. */
export function version(
  skill: string,
  { versions }: SkillHistory,
  all: readonly VersionFile[],
  { act, source, detail, needs_person, kept = [] }: Meant,
): SkillDecision {
  const changed = all.filter(isChange);
  if (changed.length === 0) throw refuse.noChange(skill);
  const number = (versions.at(-1)?.version ?? 0) + 1;
  const files = act === 'install' ? all : changed;
  return {
    skill,
    preview: { detail, files: changed.map(previewOf), kept, needs_person },
    make: (by) => {
      const decided: DecidedVersion = { version: number, act, source, files, ...by };
      return made(skill, act, { event: 'decided', version: decided });
    },
  };
}

function isChange({ before, after }: VersionFile): boolean {
  return before?.sha256 !== after?.sha256;
}

function previewOf({ path, before, after }: VersionFile): SkillPreview['files'][number] {
  const { text = '', size_bytes = 0, sha256 = '' }: Partial<Recorded> = after ?? before ?? {};
  return {
    path,
    before: before?.text ?? null,
    after: after?.text ?? null,
    size_bytes,
    sha256,
    is_script: scriptsIn([{ path, text }]).length > 0,
  };
}

export function made(skill: string, rule: string, event: SkillEvent) {
  const cause: Cause = { input: 'operator', rule: `skill:${rule}` };
  return { changes: [skillChange(skill, event)], cause };
}

/** A file as it lies there now, and as it shall be. */
export function fileOf(
  { ports, follower }: Asking,
  path: string,
  text: string | null,
): VersionFile {
  const { hash } = ports;
  const before = textAt({ ports, follower }, path);
  return { path, before, after: text === null ? null : recorded(hash, text) };
}

/** What lies there, so that it can be gone back to; what cannot be is not replaced. */
export function textAt({ ports, follower }: Asking, path: string): Recorded | null {
  const { disk, hash } = ports;
  const place = follower.layout.at(path);
  const stat = disk.stat(place);
  if (stat === null) return null;
  if (stat.kind !== 'file' || stat.size_bytes > PACKAGE_SIZE_BYTES_MAX) throw refuse.noText(path);
  const bytes = disk.read(place) ?? new Uint8Array();
  const found = recorded(hash, new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  if (found.sha256 !== hash.sha256(bytes)) throw refuse.noText(path);
  return found;
}

/** Of a file as it lies there; null = there is none. */
export function digestAt({ ports, follower }: Asking, path: string): string | null {
  const { disk, hash } = ports;
  const bytes = bytesAt(disk, follower.layout, path);
  return bytes === null ? null : hash.sha256(bytes);
}
