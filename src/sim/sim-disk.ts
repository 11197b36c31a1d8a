import {
  type DirEntry,
  type Disk,
  DiskFault,
  type OpenFile,
  type OpenMode,
  type Stat,
} from '../runtime/ports/disk.ts';
import { SimImage, type SimNode, settleContent, settleNames } from './sim-image.ts';
import { type SimFaults, SimFile, SimMachine, type SimStep, statOf } from './sim-machine.ts';
import type { SimTree, TreeEntry } from './sim-tree.ts';

export { SimImage } from './sim-image.ts';
export { SimCrash, type SimFaults, type SimStep } from './sim-machine.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A disk with a page cache. Each changing primitive, and each single write call, is one numbered
 * step. A failed directory sync keeps its name changes pending: a journaling file system would
 * refuse everything from then on.
 */
export class SimDisk implements Disk {
  private readonly machine: SimMachine;
  private readonly tree: SimTree;

  /** `faults` may be changed while the disk is in use. */
  constructor(
    image: SimImage = SimImage.empty(),
    readonly faults: SimFaults = {},
  ) {
    this.machine = new SimMachine(image, faults);
    this.tree = this.machine.tree;
  }

  /** Number of the last step. */
  get steps(): number {
    return this.machine.log.length;
  }

  get log(): readonly SimStep[] {
    return this.machine.log;
  }

  /** How often something was opened. */
  get openings(): number {
    return this.machine.openings;
  }

  get crashed(): boolean {
    return this.machine.dead;
  }

  /** Everything as it is now, to look at and not to keep: it goes on changing. */
  get live(): SimImage {
    return this.tree.image();
  }

  /** After `kill -9`: memory and platter as they are. */
  killImage(): SimImage {
    return this.tree.image().clone('kill');
  }

  /** After a power loss: only what the platter may hold. */
  powerImages(limit: number, seed = 1): Generator<SimImage> {
    return this.tree.image().powerImages(limit, seed);
  }

  explain(last = 8): string {
    return this.machine.explain(last);
  }

  /** Every path below `path` with its text; null for a directory, `-> target` for a link. */
  dump(path = '/'): Record<string, string | null> {
    const found: Record<string, string | null> = {};
    for (const { name } of this.entries(path) ?? []) {
      const child = path === '/' ? `/${name}` : `${path}/${name}`;
      const node = this.tree.find(child);
      if (node?.kind === 'dir') Object.assign(found, { [child]: null }, this.dump(child));
      else if (node?.kind === 'link') found[child] = `-> ${node.target}`;
      else if (node?.kind === 'other') found[child] = 'a pipe';
      else if (node !== null) found[child] = decoder.decode(node.now.read(0, node.now.length));
    }
    return found;
  }

  /** Puts a durable file there, with its directories, outside the numbered steps. */
  plant(path: string, content: string | Uint8Array): void {
    const place = this.plantParents(path);
    const found = this.tree.at(place);
    const file = found?.kind === 'file' ? found : this.tree.createFile(place);
    const bytes = typeof content === 'string' ? encoder.encode(content) : content.slice();
    file.now = file.now.truncate(0).write(0, bytes);
    settleContent(file);
    file.mtime = this.tree.tick();
    settleNames(place.dir);
  }

  /** What a file holds, for those who share no fate with the process of this disk. */
  peek(path: string): Uint8Array | null {
    const node = this.tree.find(path);
    return node?.kind === 'file' ? node.now.read(0, node.now.length) : null;
  }

  plantLink(path: string, target: string): void {
    const place = this.plantParents(path);
    this.tree.createLink(place, target);
    settleNames(place.dir);
  }

  plantFolder(path: string): void {
    const place = this.plantParents(path);
    this.tree.createDir(place);
    settleNames(place.dir);
  }

  plantPipe(path: string): void {
    const place = this.plantParents(path);
    this.tree.createPipe(place);
    settleNames(place.dir);
  }

  read(path: string): Uint8Array | null {
    this.machine.opening('read', path);
    const node = this.tree.find(path);
    if (node === null) return null;
    if (node.kind === 'link') throw new DiskFault('ELOOP', 'read', path);
    if (node.kind === 'other') throw new DiskFault('EINVAL', 'read', path);
    if (node.kind !== 'file') throw new DiskFault('EISDIR', 'read', path);
    return node.now.read(0, node.now.length);
  }

  list(path: string): DirEntry[] | null {
    this.machine.opening('list', path);
    return this.entries(path);
  }

  private entries(path: string): DirEntry[] | null {
    const found = this.tree.find(path);
    if (found === null) return null;
    if (found.kind === 'link') throw new DiskFault('ELOOP', 'list', path);
    const names = [...this.tree.dir(path, 'list').now];
    const entries = names.flatMap(([name, inode]) => {
      const node = this.tree.nodes.get(inode);
      return node === undefined ? [] : [{ name, kind: node.kind }];
    });
    return entries.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  }

  stat(path: string): Stat | null {
    this.machine.alive();
    const node = this.tree.find(path);
    return node === null ? null : statOf(node);
  }

  open(path: string, mode: OpenMode): OpenFile {
    this.machine.alive();
    return new SimFile(this.machine, this.machine.openNode(path, mode), path);
  }

  write(path: string, bytes: Uint8Array): void {
    const file = this.machine.openNode(path, 'upsert');
    if (file.now.length > 0) this.machine.truncateNode(file, path, 0);
    for (let at = 0; at < bytes.length; ) {
      at += this.machine.writeNode(file, path, bytes.subarray(at), at);
    }
  }

  mkdir(path: string): void {
    this.machine.step('mkdir', path);
    const place = this.tree.place(path, 'mkdir');
    if (this.tree.at(place) !== null) throw new DiskFault('EEXIST', 'mkdir', path);
    this.tree.createDir(place);
  }

  rename(from: string, to: string): void {
    this.machine.step('rename', `${from} -> ${to}`);
    const source = this.tree.place(from, 'rename');
    const target = this.tree.place(to, 'rename');
    const node = this.tree.at(source);
    if (node === null) throw new DiskFault('ENOENT', 'rename', from);
    const replaced = this.tree.at(target);
    if (replaced === node) return;
    if (replaced !== null) this.release(replaced, node, to);
    if (source.dir === target.dir) {
      this.tree.change(source.dir, { drop: source.name, set: [target.name, node.inode] });
      return;
    }
    this.tree.change(target.dir, { set: [target.name, node.inode] });
    this.tree.change(source.dir, { drop: source.name });
  }

  link(from: string, to: string): void {
    this.machine.step('link', `${from} -> ${to}`);
    const node = this.tree.find(from);
    const place = this.tree.place(to, 'link');
    if (node === null) throw new DiskFault('ENOENT', 'link', from);
    if (node.kind !== 'file') throw new DiskFault('EPERM', 'link', from);
    if (this.tree.at(place) !== null) throw new DiskFault('EEXIST', 'link', to);
    node.links += 1;
    this.tree.change(place.dir, { set: [place.name, node.inode] });
  }

  unlink(path: string): void {
    this.machine.alive();
    if (this.tree.find(path) === null) return;
    this.machine.step('unlink', path);
    const place = this.tree.place(path, 'unlink');
    const node = this.tree.at(place);
    if (node?.kind === 'dir') throw new DiskFault('EISDIR', 'unlink', path);
    if (node?.kind === 'file') node.links -= 1;
    this.tree.change(place.dir, { drop: place.name });
  }

  remove(path: string): void {
    this.machine.alive();
    const node = this.tree.find(path);
    if (node === null) return;
    if (node.kind !== 'dir') return this.unlink(path);
    for (const name of [...node.now.keys()]) this.remove(`${path}/${name}`);
    this.machine.step('rmdir', path);
    const place = this.tree.place(path, 'remove');
    this.tree.change(place.dir, { drop: place.name });
  }

  syncDir(path: string): void {
    this.machine.opening('syncDir', path);
    this.machine.step('syncDir', path);
    const dir = this.tree.dir(path, 'syncDir');
    settleNames(dir);
  }

  realpath(path: string): string | null {
    this.machine.alive();
    return this.tree.resolve(path);
  }

  private release(replaced: SimNode, by: SimNode, path: string): void {
    if (replaced.kind === 'file') replaced.links -= 1;
    if (replaced.kind !== 'dir') return;
    if (by.kind !== 'dir') throw new DiskFault('EISDIR', 'rename', path);
    if (replaced.now.size > 0) throw new DiskFault('ENOTEMPTY', 'rename', path);
  }

  private plantParents(path: string): TreeEntry {
    const parts = path.split('/').slice(1, -1);
    let walked = '';
    for (const part of parts) {
      walked = `${walked}/${part}`;
      if (this.tree.find(walked) !== null) continue;
      const place = this.tree.place(walked, 'plant');
      this.tree.createDir(place);
      settleNames(place.dir);
    }
    return this.tree.place(path, 'plant');
  }
}
