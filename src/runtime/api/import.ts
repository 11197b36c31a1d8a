/** What an import of an earlier workspace does, or would do. */
export interface ImportView {
  /** False: it was only looked. */
  readonly applied: boolean;
  /** What finishes one that was cut short, and nothing else was looked at; null = none was. */
  readonly unfinished: 'apply' | 'rollback' | null;
  /** One that was cut short was finished, and nothing else was done. */
  readonly resumed: boolean;
  /** Where the imported workspace lies that was put away; null = nothing was undone. */
  readonly undone_to: string | null;
  /** Of the program that made it; null = not known. */
  readonly release: string | null;
  readonly mode_id: string | null;
  /** Kind -> how many. */
  readonly taken: Readonly<Record<string, number>>;
  /** Kind -> how many lay there; what was not taken is a finding. */
  readonly found: Readonly<Record<string, number>>;
  readonly pauses: readonly {
    readonly source: string;
    readonly reason: string;
    readonly until: string | null;
  }[];
  readonly findings: readonly {
    /** Below the runtime folder that was imported, or below its workspace. */
    readonly path: string;
    readonly fate: 'changed' | 'kept';
    readonly what: string;
  }[];
}
