import { Content } from './content.ts';
import { seededRandom } from './random.ts';

/** A change of a file that a sync has not made durable yet. */
export type FileChange =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly length: number };

/** A change of names in one directory; a rename inside it drops and sets at once. */
export interface NameChange {
  readonly drop?: string;
  readonly set?: readonly [name: string, inode: number];
}

export interface FileNode {
  readonly kind: 'file';
  readonly inode: number;
  links: number;
  mtime: number;
  /** What a read returns. */
  now: Content;
  /** What is on the platter. */
  durable: Content;
  pending: FileChange[];
}

export type Names = ReadonlyMap<string, number>;

export interface DirNode {
  readonly kind: 'dir';
  readonly inode: number;
  readonly born: number;
  mtime: number;
  /** Names are replaced, never changed in place: images share them. */
  now: Names;
  durable: Names;
  pending: NameChange[];
}

export interface LinkNode {
  readonly kind: 'link';
  readonly inode: number;
  readonly mtime: number;
  readonly target: string;
}

/** A pipe, a socket or a device: it has no content that could be read or written as a file. */
export interface PipeNode {
  readonly kind: 'other';
  readonly inode: number;
  readonly mtime: number;
}

export type SimNode = FileNode | DirNode | LinkNode | PipeNode;

export const ROOT_INODE = 1;

export function newFile(inode: number, mtime: number): FileNode {
  const empty = Content.EMPTY;
  return { kind: 'file', inode, links: 1, mtime, now: empty, durable: empty, pending: [] };
}

export function newDir(inode: number, mtime: number): DirNode {
  const none: Names = new Map();
  return { kind: 'dir', inode, born: mtime, mtime, now: none, durable: none, pending: [] };
}

export function applyToFile(content: Content, change: FileChange): Content {
  if (change.kind === 'write') return content.write(change.at, change.bytes);
  return content.truncate(change.length);
}

export function applyToNames(names: Names, changes: readonly NameChange[]): Names {
  if (changes.length === 0) return names;
  const next = new Map(names);
  for (const { drop, set } of changes) {
    if (drop !== undefined) next.delete(drop);
    if (set !== undefined) next.set(set[0], set[1]);
  }
  return next;
}

/** What is in memory is what all pending changes make of the platter. */
export function settleNames(dir: DirNode): void {
  dir.durable = dir.now;
  dir.pending = [];
}

export function settleContent(file: FileNode): void {
  file.durable = file.now;
  file.pending = [];
}

/** How the last of the writes that reached the platter looks there. */
type Tear = 'whole' | 'first half' | 'second half';
interface Choice {
  readonly changes: number;
  readonly tear: Tear;
}

/** Everything a machine has of one disk: the platter, and what is only in memory. */
export class SimImage {
  constructor(
    readonly nodes: Map<number, SimNode>,
    readonly next_inode: number,
    readonly ticks: number,
    /** What was lost, for the explanation of a failure. */
    readonly label: string,
  ) {}

  static empty(): SimImage {
    return new SimImage(new Map([[ROOT_INODE, newDir(ROOT_INODE, 1)]]), ROOT_INODE + 1, 2, 'empty');
  }

  /** A copy that shares all content. Nodes that no name can reach any more are left out. */
  clone(label = this.label): SimImage {
    const nodes = new Map<number, SimNode>();
    const open = [ROOT_INODE];
    for (let inode = open.pop(); inode !== undefined; inode = open.pop()) {
      const node = this.nodes.get(inode);
      if (node === undefined || nodes.has(inode)) continue;
      nodes.set(inode, copyNode(node));
      if (node.kind !== 'dir') continue;
      open.push(...node.now.values());
      if (node.durable !== node.now) open.push(...node.durable.values());
      for (const change of node.pending) if (change.set !== undefined) open.push(change.set[1]);
    }
    return new SimImage(nodes, this.next_inode, this.ticks, label);
  }

  /**
   * What may be on the platter after a power loss: per directory any prefix of its pending name
   * changes, per file any prefix of its pending changes with the last write torn. All of them up
   * to `limit`, else nothing, everything and a sample.
   */
  *powerImages(limit: number, seed: number): Generator<SimImage> {
    const dirty = [...this.nodes.values()].filter(
      (node): node is FileNode | DirNode => 'pending' in node && node.pending.length > 0,
    );
    const choices = dirty.map(choicesOf);
    const total = choices.reduce((product, list) => product * list.length, 1);
    const random = seededRandom(seed);
    for (let index = 0; index < Math.min(total, limit); index++) {
      const sampled = total > limit && index > 1;
      const number = total > limit && index === 1 ? total - 1 : index;
      yield this.settle(dirty, sampled ? sample(choices, random) : numbered(choices, number));
    }
  }

  /** Everything that was in memory has reached the platter. */
  settled(): SimImage {
    const { nodes, next_inode, ticks } = this.clone();
    for (const node of nodes.values()) {
      if (node.kind === 'dir') settleNames(node);
      if (node.kind === 'file') settleContent(node);
    }
    return new SimImage(nodes, next_inode, ticks, 'settled');
  }

  private settle(dirty: readonly SimNode[], picked: readonly Choice[]): SimImage {
    const labels: string[] = [];
    const chosen = new Map<number, Choice>();
    for (const [index, node] of dirty.entries()) {
      const choice = picked[index];
      if (choice === undefined) continue;
      chosen.set(node.inode, choice);
      labels.push(`${node.kind} ${node.inode}: ${choice.changes} changes, last ${choice.tear}`);
    }
    const nodes = new Map<number, SimNode>();
    for (const node of this.nodes.values()) nodes.set(node.inode, settled(node, chosen));
    for (const node of nodes.values()) if (node.kind === 'file') node.links = 0;
    for (const node of nodes.values()) if (node.kind === 'dir') countLinks(nodes, node);
    return new SimImage(nodes, this.next_inode, this.ticks, labels.join('; ')).clone();
  }
}

function copyNode(node: SimNode): SimNode {
  if (node.kind === 'link' || node.kind === 'other') return node;
  if (node.kind === 'dir') {
    const { kind, inode, born, mtime, now, durable, pending } = node;
    return { kind, inode, born, mtime, now, durable, pending: pending.slice() };
  }
  const { kind, inode, links, mtime, now, durable, pending } = node;
  return { kind, inode, links, mtime, now, durable, pending: pending.slice() };
}

function countLinks(nodes: ReadonlyMap<number, SimNode>, dir: DirNode): void {
  for (const inode of dir.now.values()) {
    const node = nodes.get(inode);
    if (node?.kind === 'file') node.links += 1;
  }
}

function choicesOf(node: FileNode | DirNode): Choice[] {
  const choices: Choice[] = [{ changes: 0, tear: 'whole' }];
  for (let changes = 1; changes <= node.pending.length; changes++) {
    if (node.kind === 'file' && node.pending[changes - 1]?.kind === 'write') {
      choices.push({ changes, tear: 'first half' }, { changes, tear: 'second half' });
    }
    choices.push({ changes, tear: 'whole' });
  }
  return choices;
}

function numbered(choices: readonly Choice[][], index: number): Choice[] {
  let rest = index;
  return choices.flatMap((list) => {
    const choice = list[rest % list.length];
    rest = Math.floor(rest / list.length);
    return choice === undefined ? [] : [choice];
  });
}

function sample(choices: readonly Choice[][], random: () => number): Choice[] {
  return choices.flatMap((list) => {
    const choice = list[Math.floor(random() * list.length)];
    return choice === undefined ? [] : [choice];
  });
}

function settled(node: SimNode, chosen: ReadonlyMap<number, Choice>): SimNode {
  if (node.kind === 'link' || node.kind === 'other') return node;
  const { changes, tear } = chosen.get(node.inode) ?? { changes: 0, tear: 'whole' };
  if (node.kind === 'dir') {
    const durable = applyToNames(node.durable, node.pending.slice(0, changes));
    return { ...node, now: durable, durable, pending: [] };
  }
  let durable = node.durable;
  for (const [index, change] of node.pending.slice(0, changes).entries()) {
    const last = index === changes - 1;
    durable = applyToFile(durable, last ? torn(change, tear) : change);
  }
  return { ...node, now: durable, durable, pending: [] };
}

function torn(change: FileChange, tear: Tear): FileChange {
  if (change.kind === 'truncate' || tear === 'whole') return change;
  const half = change.bytes.length >> 1;
  if (tear === 'first half') return { ...change, bytes: change.bytes.subarray(0, half) };
  return { kind: 'write', at: change.at + half, bytes: change.bytes.subarray(half) };
}
