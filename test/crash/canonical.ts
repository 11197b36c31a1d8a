import { NodeHash } from '../../src/runtime/host/hash.ts';
import { Journal } from '../../src/runtime/journal/index.ts';
import { baseText, evolve, State, stateFrom } from '../../src/runtime/kernel/index.ts';
import type { Content } from '../sim/content.ts';
import type { SimDisk, SimImage } from '../sim/sim-disk.ts';
import { ROOT } from '../sim/sim-workspace.ts';

export const RUNTIME = `${ROOT}/millrace-agents`;
const JOURNAL = `${RUNTIME}/journal`;
const decoder = new TextDecoder();

/** What the journal on a disk says, read by somebody who holds nothing in memory. */
export function stateOn(disk: SimDisk, boot: string): State {
  if (!Journal.exists(disk, JOURNAL)) return new State();
  const journal = new Journal({ disk, hash: new NodeHash(), boot }, JOURNAL);
  const { checkpoint } = journal.load();
  const state = checkpoint === null ? new State() : stateFrom(checkpoint.base, checkpoint.deltas);
  journal.replay((record) => {
    evolve(state, record);
  });
  return state;
}

/**
 * State without what a crash may change: an attempt that surely never ran costs two records and an
 * ordinal, and a repeated command finds the document there. Everything else has to be equal.
 */
export function canonicalState(state: State): string {
  const text = baseText(state)
    .replace(/"(?:seq|first_seq|last_seq)":\d+/g, '"seq":0')
    .replace(/"(?:seq|first|last)":\[[\d,]*\]/g, '"seq":[]')
    .replace(/"(?:attempts|unspawned|ordinal)":\d+/g, '"count":0')
    .replace(/"answers":\[.*?\]\],"runs_started"/, '"runs_started"');
  return canonicalText(text);
}

/** Attempt ids without their ordinal, and what a prompt says about it. */
export function canonicalText(text: string): string {
  return text
    .replace(/(request-[0-9a-f]+-\d{6})-\d+/g, '$1-N')
    .replace(/attempt \d+/g, 'attempt N')
    .replace(/"ordinal": \d+/g, '"ordinal": 0');
}

/** Rows without sequence numbers, attempts that never ran, and rebuilt journals. */
function canonicalEvents(text: string): string {
  return canonicalText(text)
    .split('\n')
    .filter((row) => !/"outcome":"void"|"event_type":"journal_rebuilt"/.test(row))
    .map((row) => row.replace(/"seq":\d+/, '"seq":0'))
    .join('\n');
}

/** Canonical path below the runtime folder -> content. */
export type Tree = ReadonlyMap<string, Content>;

/** Assets, which nothing here writes, and what has tests and names of its own. */
const SKIPPED = new Set([
  'journal',
  'state/.render',
  'entrypoints',
  'skills',
  'modes',
  'graphs',
  'registry',
  'families',
]);

/** Of several attempts of one request that never ran but the last, the last one stands for all. */
export function treeOf(image: SimImage): Tree {
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
    if (node?.kind !== 'file') return;
    const ordinal = Number(ATTEMPT_PATH.exec(path)?.[1] ?? 0);
    const name = ordinal === 0 ? path : canonicalText(path);
    if (ordinal < (ordinals.get(name) ?? 0)) return;
    ordinals.set(name, ordinal);
    found.set(name, node.now);
  };
  walk(inodeOf(image, RUNTIME), '');
  return found;
}

const ATTEMPT_PATH = /^attempts\/request-[0-9a-f]+-\d{6}-(\d+)\//;

function inodeOf(image: SimImage, path: string): number {
  let inode = 1;
  for (const name of path.split('/').slice(1)) {
    const node = image.nodes.get(inode);
    inode = (node?.kind === 'dir' ? node.now.get(name) : undefined) ?? 0;
  }
  return inode;
}

/** Links to what an attempt left: made once and not rebuilt. The attempt's own folder has it all. */
const EVIDENCE = /^runs\/[^/]+\/runner_/;

/** The first difference between two trees, or null. */
export function difference(expected: Tree, found: Tree, evidence: 'all' | 'some'): string | null {
  for (const [path, content] of expected) {
    const other = found.get(path);
    if (other !== content && evidence === 'some' && EVIDENCE.test(path)) continue;
    if (other === undefined) return `${path} is missing`;
    if (other === content) continue;
    const [a, b] = [canonicalContent(path, content), canonicalContent(path, other)];
    if (a !== b) return `${path} differs:\n${firstDifference(a, b)}`;
  }
  for (const path of found.keys()) if (!expected.has(path)) return `${path} is left over`;
  return null;
}

function canonicalContent(path: string, content: Content): string {
  const text = decoder.decode(content.read(0, content.length));
  return path.endsWith('runtime_events.jsonl') ? canonicalEvents(text) : canonicalText(text);
}

const SHOWN_LENGTH = 300;

export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - SHOWN_LENGTH / 3);
  const part = (text: string) => text.slice(from, at + SHOWN_LENGTH);
  return `expected ...${part(a)}\nfound    ...${part(b)}`;
}
