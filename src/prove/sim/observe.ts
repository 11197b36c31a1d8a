import { NodeHash } from '../../runtime/host/hash.ts';
import { Journal } from '../../runtime/journal/index.ts';
import { evolve, State, stateFrom } from '../../runtime/kernel/index.ts';
import { RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import type { Disk } from '../../runtime/ports/index.ts';
import type { Content } from '../../sim/content.ts';
import type { SimImage } from '../../sim/sim-disk.ts';
import { ROOT } from '../../sim/sim-workspace.ts';
import {
  ATTEMPT_PATH,
  canonicalText,
  isEvidenceOf,
  SKIPPED,
  type Tree,
  withoutEpoch,
} from './oracle.ts';

export const RUNTIME = `${ROOT}/${RUNTIME_FOLDER}`;
export const JOURNAL = `${RUNTIME}/journal`;

/** What the journal on a disk says, read by somebody who holds nothing in memory. */
export function stateOn(disk: Disk, boot: string, dir = JOURNAL): State {
  if (!Journal.exists(disk, dir)) return new State();
  const journal = new Journal({ disk, hash: new NodeHash(), boot }, dir);
  const { checkpoint } = journal.load();
  const state = checkpoint === null ? new State() : stateFrom(checkpoint.texts);
  journal.replay((record) => {
    evolve(state, record);
  });
  journal.close();
  return state;
}

/**
 * Of several attempts of one request that never ran but the last, the last one stands for all.
 * Evidence of the requests that are `live` comes when there is time, and is left out.
 */
export function treeOf(image: SimImage, live: readonly string[]): Tree {
  const found = new Map<string, Content>();
  const ordinals = new Map<string, number>();
  const walk = (inode: number, path: string): void => {
    const node = image.nodes.get(inode);
    if (node?.kind === 'dir') {
      for (const [name, child] of node.now) {
        const below = path === '' ? name : `${path}/${name}`;
        if (!SKIPPED.has(below)) walk(child, below);
      }
    }
    if (node?.kind !== 'file' || live.some((request) => isEvidenceOf(request, path))) return;
    const ordinal = Number(ATTEMPT_PATH.exec(path)?.[1] ?? 0);
    const name = ordinal === 0 ? withoutEpoch(path) : canonicalText(path);
    if (ordinal < (ordinals.get(name) ?? 0)) return;
    ordinals.set(name, ordinal);
    found.set(name, node.now);
  };
  walk(inodeOf(image, RUNTIME), '');
  return found;
}

/** Requests with a stage that runs. */
export function liveRequests(state: State): string[] {
  return [...state.runs.values()].flatMap(({ request }) =>
    request?.live == null ? [] : [request.id],
  );
}

function inodeOf(image: SimImage, path: string): number {
  let inode = 1;
  for (const name of path.split('/').slice(1)) {
    const node = image.nodes.get(inode);
    inode = (node?.kind === 'dir' ? node.now.get(name) : undefined) ?? 0;
  }
  return inode;
}
