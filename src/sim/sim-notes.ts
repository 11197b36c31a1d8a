import { NodeHash } from '../runtime/host/hash.ts';
import type {
  FileChange,
  NotePlace,
  TreeDifference,
  TreeNote,
  TreeNotes,
  TreePatch,
} from '../runtime/ports/index.ts';
import type { World } from './sim-attempts.ts';

const hash = new NodeHash();

/** Notes of the simulated work tree. What was noted outlives the process, as files would. */
export class SimNotes implements TreeNotes {
  constructor(private readonly world: World) {}

  note(): TreeNote {
    const { tree, noted } = this.world;
    const id = `sim:${hash.sha256(JSON.stringify([...tree])).slice(0, 40)}`;
    if (!noted.has(id)) noted.set(id, new Map(tree));
    return { id };
  }

  keep(): void {}

  compare(_place: NotePlace, _shelf: string, from: string, to: string): TreeDifference | null {
    const [before, after] = [this.world.noted.get(from), this.world.noted.get(to)];
    if (before === undefined || after === undefined) return null;
    const files: FileChange[] = [];
    for (const path of [...new Set([...before.keys(), ...after.keys()])].sort()) {
      const [old, now] = [before.get(path), after.get(path)];
      if (old === now) continue;
      const kind = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
      files.push({ path, kind, added: linesOf(now), removed: linesOf(old) });
    }
    const sum = (of: (one: FileChange) => number | null) =>
      files.reduce((total, one) => total + (of(one) ?? 0), 0);
    const [added, removed] = [sum((one) => one.added), sum((one) => one.removed)];
    return { files, total: files.length, added, removed };
  }

  patch(
    place: NotePlace,
    shelf: string,
    from: string,
    to: string,
    bytes_max: number,
  ): TreePatch | null {
    const difference = this.compare(place, shelf, from, to);
    if (difference === null) return null;
    const text = difference.files.map(({ path }) => this.patchOfFile(path, from, to)).join('');
    return { text: text.slice(0, bytes_max), is_cut: text.length > bytes_max };
  }

  since(place: NotePlace, from: string, bytes_max: number) {
    const now = this.note().id ?? '';
    const difference = this.compare(place, '', from, now);
    const patch = this.patch(place, '', from, now, bytes_max);
    return difference === null || patch === null ? null : { difference, patch };
  }

  command(_place: NotePlace, from: string, to: string | null): string {
    return `sim diff ${from}${to === null ? '' : ` ${to}`}`;
  }

  private patchOfFile(path: string, from: string, to: string): string {
    const lines = (id: string, mark: string) => {
      const text = this.world.noted.get(id)?.get(path) ?? '';
      return text === '' ? '' : text.replace(/^(?=.|\n)/gm, mark);
    };
    return `diff --git a/${path} b/${path}\n${lines(from, '-')}\n${lines(to, '+')}\n`;
  }
}

function linesOf(text: string | undefined): number {
  return text === undefined || text === '' ? 0 : text.split('\n').length;
}
