import { type Disk, DiskFault, isFault } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { EVIDENCE } from './evidence-files.ts';

/** One attempt and where its evidence is shown. */
export interface AttemptEvidence {
  readonly run: string;
  readonly request: string;
  readonly attempt: string;
  /** Absolute path of the attempt's folder. */
  readonly directory: string;
}

/**
 * Links evidence into the run's folder, where release 0.18.0 has it: no bytes are copied. Of
 * several attempts of one request the last one is shown; the others stay in their own folders.
 * What is there while the stage runs is linked then, when nobody waits.
 */
export class Evidence {
  /** Names that are linked already, by attempt; only of attempts that are live. */
  private readonly linked = new Map<string, Set<string>>();

  constructor(
    private readonly disk: Disk,
    private readonly layout: Layout,
  ) {}

  /** What is there while the stage runs. Safe to repeat. */
  show(one: AttemptEvidence): void {
    this.link(one, (kind) => kind !== 'completion');
  }

  /** All of it, when the attempt has ended. */
  conclude(one: AttemptEvidence): void {
    this.link(one, () => true);
    this.forget(one.attempt);
  }

  forget(attempt: string): void {
    this.linked.delete(attempt);
  }

  private link(one: AttemptEvidence, wanted: (kind: string) => boolean): void {
    const folder = this.layout.run(one.run);
    const done = this.linked.get(one.attempt) ?? this.begin(one.attempt, folder);
    if (!this.isOwn(folder)) return;
    for (const { source, kind, name } of EVIDENCE) {
      if (done.has(kind) || !wanted(kind)) continue;
      const from = `${one.directory}/${source}`;
      if (tryLink(this.disk, from, `${folder}/${name(one.request)}`)) done.add(kind);
    }
  }

  /** Nothing is linked to where a link or another thing in its place leads. */
  private isOwn(folder: string): boolean {
    return [this.layout.runs, folder].every((one) => this.disk.stat(one)?.kind === 'dir');
  }

  private begin(attempt: string, folder: string): Set<string> {
    if (this.disk.stat(this.layout.runs) === null) this.disk.mkdir(this.layout.runs);
    if (this.isOwn(this.layout.runs) && this.disk.stat(folder) === null) this.disk.mkdir(folder);
    const done = new Set<string>();
    this.linked.set(attempt, done);
    return done;
  }
}

/** Evidence is not rebuilt and never stands in the way of the result that it belongs to. */
function tryLink(disk: Disk, from: string, to: string): boolean {
  try {
    linkAnew(disk, from, to);
    return true;
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    return false;
  }
}

function linkAnew(disk: Disk, from: string, to: string): void {
  try {
    disk.link(from, to);
  } catch (error) {
    if (!isFault(error, 'EEXIST')) throw error;
    const { kind, inode } = disk.stat(to) ?? {};
    if (kind !== 'file' || inode === disk.stat(from)?.inode) return;
    disk.unlink(to);
    disk.link(from, to);
  }
}
