import { seededRandom } from '../../../../src/sim/random.ts';
import type { SimDisk } from '../../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../../src/sim/sim-workspace.ts';
import { baseline, type Files, snapshot } from '../files.ts';
import { BASE, earlierDisk } from '../machine.ts';

export const RELEASES = ['0.16.2', '0.17.4', '0.18.0', '0.18.6', '0.19.0', '0.20.3', '0.21.0'];

/** A workspace of an earlier release on its way to the disk; traits change it. */
export class Draft {
  readonly release: string;
  readonly files: Record<string, string | Uint8Array>;
  /** What its release had put there. */
  readonly shipped: Files;
  /** Path below the workspace -> text. */
  readonly outside: Record<string, string> = {};
  readonly links: Record<string, string> = {};
  readonly pipes: string[] = [];
  /** Fields of the snapshot. */
  readonly state: Record<string, unknown> = {};
  readonly active: Record<string, object> = {};
  readonly config: string[] = [];
  /** What happens to the snapshot after it was written; a damaged one. */
  damagedSnapshot: string | null = null;
  private readonly next: () => number;

  constructor(readonly seed: number) {
    this.next = seededRandom(seed);
    this.release = this.one(RELEASES);
    this.shipped = baseline(this.release);
    this.files = { ...this.shipped };
  }

  /** Of at least this release: `minor(18, 6)` is 0.18.6. */
  isSince(minor: number, patch = 0): boolean {
    const [, own = 0, fix = 0] = this.release.split('.').map(Number);
    return own > minor || (own === minor && fix >= patch);
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  one<T>(all: readonly [T, ...T[]] | readonly T[]): T {
    const found = all[this.below(all.length)];
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }

  isBusy(plane: string): boolean {
    return Object.hasOwn(this.active, plane);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  add(files: Files): void {
    Object.assign(this.files, files);
  }

  /** Something in it may say that nothing was to be started. */
  isPauseMeant = false;
  /** Something is damaged or unknown that may have said so. */
  isPauseFine = false;
  /** A resume waits, which lifts what an operator paused. */
  isLifted = false;

  pathsIn(folder: RegExp): string[] {
    return Object.keys(this.files).filter((path) => folder.test(path));
  }

  pauses(): boolean {
    return this.isPauseMeant && !this.isLifted;
  }

  mayPause(): boolean {
    return this.isPauseMeant || this.isPauseFine;
  }

  /** "item node" of every stage of an active run that came to a result. */
  finished(): Set<string> {
    const runs = new Set(Object.values(this.active).map((one) => String(Object(one).run_id)));
    const all = [...runs].flatMap((run) => this.pathsIn(new RegExp(`^runs/${run}/stage_results/`)));
    return new Set(
      all.flatMap((path) => {
        try {
          const { work_item_id, node_id } = JSON.parse(String(this.files[path]));
          return [`${work_item_id} ${node_id}`];
        } catch {
          return [];
        }
      }),
    );
  }

  /** What lies on the disk of whoever imports it. */
  disk(): SimDisk {
    const texts: Files = {};
    const raw: [string, Uint8Array][] = [];
    for (const [path, content] of Object.entries(this.all()))
      if (typeof content === 'string') texts[path] = content;
      else raw.push([path, content]);
    const disk = earlierDisk(texts);
    for (const [path, bytes] of raw) disk.plant(`${BASE}/${path}`, bytes);
    for (const [path, text] of Object.entries(this.outside)) disk.plant(`${ROOT}/${path}`, text);
    for (const [path, to] of Object.entries(this.links)) disk.plantLink(`${BASE}/${path}`, to);
    for (const path of this.pipes) disk.plantPipe(`${BASE}/${path}`);
    return disk;
  }

  /** All files below the runtime folder. */
  all(): Record<string, string | Uint8Array> {
    const own = snapshot({ active_runs_by_plane: this.active, ...this.state });
    const damaged = this.damagedSnapshot;
    const state = damaged === null ? own : { 'state/runtime_snapshot.json': damaged };
    const config = `${this.files['millrace.toml']}\n${this.config.join('\n')}`;
    const isOwn = this.config.length > 0;
    const all = { ...this.files, ...state, ...(isOwn ? { 'millrace.toml': config } : {}) };
    const isFile = (path: string) => Object.hasOwn(all, path) || Object.hasOwn(this.links, path);
    return Object.fromEntries(Object.entries(all).filter(([path]) => !above(path).some(isFile)));
  }
}

/** The folders above a path. */
function above(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, n) => parts.slice(0, n + 1).join('/'));
}
