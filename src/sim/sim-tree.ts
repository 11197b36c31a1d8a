import { DiskFault } from '../runtime/ports/disk.ts';
import {
  applyToNames,
  type DirNode,
  type NameChange,
  newDir,
  newFile,
  ROOT_INODE,
  SimImage,
  type SimNode,
} from './sim-image.ts';

const LINK_DEPTH_MAX = 16;

export interface TreeEntry {
  readonly dir: DirNode;
  readonly name: string;
}

/**
 * Names and inodes of a simulated disk, without steps or faults. Intermediate links are followed,
 * final ones are not.
 */
export class SimTree {
  readonly nodes: Map<number, SimNode>;
  private next_inode: number;
  private ticks: number;

  constructor(image: SimImage) {
    const own = image.clone();
    this.nodes = own.nodes;
    this.next_inode = own.next_inode;
    this.ticks = own.ticks;
  }

  image(): SimImage {
    return new SimImage(this.nodes, this.next_inode, this.ticks, 'kill');
  }

  tick(): number {
    return this.ticks++;
  }

  find(path: string): SimNode | null {
    if (path === '/') return this.root();
    const place = this.placeOrNull(path);
    return place === null ? null : this.at(place);
  }

  at(place: TreeEntry): SimNode | null {
    const inode = place.dir.now.get(place.name);
    return inode === undefined ? null : (this.nodes.get(inode) ?? null);
  }

  /** The directory that holds the name; throws when that directory is absent. */
  place(path: string, call: string): TreeEntry {
    const place = this.placeOrNull(path);
    if (place === null) throw new DiskFault('ENOENT', call, path);
    return place;
  }

  dir(path: string, call: string): DirNode {
    const node = this.find(path);
    if (node === null) throw new DiskFault('ENOENT', call, path);
    if (node.kind !== 'dir') throw new DiskFault('ENOTDIR', call, path);
    return node;
  }

  resolve(path: string, depth = 0): string | null {
    if (depth > LINK_DEPTH_MAX) throw new DiskFault('ELOOP', 'realpath', path);
    let real = '';
    for (const part of path.split('/').filter((name) => name !== '')) {
      if (part === '..') {
        real = real.slice(0, real.lastIndexOf('/'));
        continue;
      }
      const node = this.find(`${real}/${part}`);
      if (node === null) return null;
      if (node.kind !== 'link') real = `${real}/${part}`;
      else {
        const next = this.resolve(absolute(real, node.target), depth + 1);
        if (next === null) return null;
        real = next === '/' ? '' : next;
      }
    }
    return real === '' ? '/' : real;
  }

  createFile(place: TreeEntry) {
    const file = newFile(this.next_inode++, this.tick());
    this.nodes.set(file.inode, file);
    this.change(place.dir, { set: [place.name, file.inode] });
    return file;
  }

  createDir(place: TreeEntry): DirNode {
    const dir = newDir(this.next_inode++, this.tick());
    this.nodes.set(dir.inode, dir);
    this.change(place.dir, { set: [place.name, dir.inode] });
    return dir;
  }

  createLink(place: TreeEntry, target: string): void {
    const inode = this.next_inode++;
    this.nodes.set(inode, { kind: 'link', inode, mtime: this.tick(), target });
    this.change(place.dir, { set: [place.name, inode] });
  }

  createPipe(place: TreeEntry): void {
    const inode = this.next_inode++;
    this.nodes.set(inode, { kind: 'other', inode, mtime: this.tick() });
    this.change(place.dir, { set: [place.name, inode] });
  }

  change(dir: DirNode, change: NameChange): void {
    dir.now = applyToNames(dir.now, [change]);
    dir.pending.push(change);
    dir.mtime = this.tick();
  }

  private root(): DirNode {
    const root = this.nodes.get(ROOT_INODE);
    if (root?.kind !== 'dir') throw new Error('a simulated disk without a root');
    return root;
  }

  private placeOrNull(path: string): TreeEntry | null {
    const parts = path.split('/').filter((part) => part !== '');
    const name = parts.pop();
    if (name === undefined) throw new DiskFault('EBUSY', 'name', path);
    let dir = this.root();
    let walked = '';
    for (const part of parts) {
      walked = `${walked}/${part}`;
      const next = this.step(dir, part, walked);
      if (next === null) return null;
      if (next.kind !== 'dir') throw new DiskFault('ENOTDIR', 'lookup', path);
      dir = next;
    }
    return { dir, name };
  }

  private step(dir: DirNode, name: string, path: string): SimNode | null {
    const node = this.at({ dir, name });
    if (node?.kind !== 'link') return node;
    const real = this.resolve(path);
    return real === null ? null : this.find(real);
  }
}

function absolute(dir: string, target: string): string {
  return target.startsWith('/') ? target : `${dir}/${target}`;
}
