import { DiskFault, type OpenFile, type OpenMode, type Stat } from '../runtime/ports/disk.ts';
import { applyToFile, type FileNode, type SimImage, type SimNode } from './sim-image.ts';
import { SimTree } from './sim-tree.ts';

/** The process is gone: nothing may catch this but the test. */
export class SimCrash extends Error {}

export interface SimFaults {
  /** The process ends before this step; with `torn`, inside it when it is a write. */
  crash_at?: number;
  /** Part of the write at `crash_at` that still happens, from 0 to 1. */
  torn?: number;
  /** This step fails; with `sticky`, each later one too. */
  fail?: { readonly at: number; readonly code: string; readonly sticky?: boolean };
  /** The write at this step takes only half of its bytes. */
  short_at?: number;
  /** This opening, counted from 1, finds no descriptor left; with `sticky`, each later one too. */
  descriptors?: { readonly at: number; readonly sticky?: boolean };
  /** Room for the content of all files. */
  capacity_bytes?: number;
  /** What a read returns after a failed sync dropped the dirty pages: Linux may do either. */
  after_failed_sync?: 'kept' | 'reverted';
}

export interface SimStep {
  readonly call: string;
  readonly path: string;
}

/** The page cache of one process's life: numbers the steps and makes them fail. */
export class SimMachine {
  readonly log: SimStep[] = [];
  readonly tree: SimTree;
  dead = false;
  /** How often a file or folder was opened, also where there is none. */
  openings = 0;

  constructor(
    image: SimImage,
    private readonly faults: SimFaults,
  ) {
    this.tree = new SimTree(image);
  }

  get steps(): number {
    return this.log.length;
  }

  explain(last: number): string {
    const from = Math.max(0, this.log.length - last);
    return this.log
      .slice(from)
      .map((step, index) => `${from + index + 1} ${step.call} ${step.path}`)
      .join('\n');
  }

  alive(): void {
    if (this.dead) throw new SimCrash('the process of this disk is gone');
  }

  writeNode(file: FileNode, path: string, bytes: Uint8Array, at: number): number {
    const { crash_at, torn, short_at } = this.faults;
    const tearing = this.steps + 1 === crash_at && torn !== undefined;
    this.step('write', path, tearing);
    if (tearing) {
      this.put(file, bytes.subarray(0, Math.floor(bytes.length * torn)), at);
      throw this.crash();
    }
    const count = this.steps === short_at ? Math.ceil(bytes.length / 2) : bytes.length;
    const fitting = Math.min(count, this.roomFor(file, at, path));
    this.put(file, bytes.subarray(0, fitting), at);
    return fitting;
  }

  truncateNode(file: FileNode, path: string, length: number): void {
    this.step('truncate', path);
    file.pending.push({ kind: 'truncate', length });
    file.now = file.now.truncate(length);
    file.mtime = this.tree.tick();
  }

  syncNode(file: FileNode, path: string): void {
    try {
      this.step('sync', path);
    } catch (error) {
      if (error instanceof DiskFault) this.dropPages(file);
      throw error;
    }
    for (const change of file.pending) file.durable = applyToFile(file.durable, change);
    file.pending = [];
  }

  private put(file: FileNode, bytes: Uint8Array, at: number): void {
    if (bytes.length === 0) return;
    const own = bytes.slice();
    file.pending.push({ kind: 'write', at, bytes: own });
    file.now = file.now.write(at, own);
    file.mtime = this.tree.tick();
  }

  /** A later sync succeeds and writes nothing of what was dropped here. */
  private dropPages(file: FileNode): void {
    file.pending = [];
    if (this.faults.after_failed_sync === 'reverted') file.now = file.durable;
  }

  /** The system looks for a free descriptor before it looks for the file. */
  opening(call: string, path: string): void {
    this.alive();
    this.openings += 1;
    const { descriptors } = this.faults;
    if (descriptors === undefined) return;
    const { at, sticky = false } = descriptors;
    const isHit = sticky ? this.openings >= at : this.openings === at;
    if (isHit) throw new DiskFault('EMFILE', call, path);
  }

  openNode(path: string, mode: OpenMode): FileNode {
    this.opening('open', path);
    const node = this.tree.find(path);
    if (node === null) {
      if (mode === 'read' || mode === 'update') throw new DiskFault('ENOENT', 'open', path);
      this.step('create', path);
      return this.tree.createFile(this.tree.place(path, 'open'));
    }
    if (mode === 'create') throw new DiskFault('EEXIST', 'open', path);
    if (node.kind === 'link') throw new DiskFault('ELOOP', 'open', path);
    if (node.kind === 'dir') throw new DiskFault('EISDIR', 'open', path);
    if (node.kind === 'other') throw new DiskFault('ESPIPE', 'open', path);
    return node;
  }

  private roomFor(file: FileNode, at: number, path: string): number {
    const { capacity_bytes } = this.faults;
    if (capacity_bytes === undefined) return Number.POSITIVE_INFINITY;
    let used = 0;
    for (const node of this.tree.nodes.values()) {
      if (node.kind === 'file' && node.links > 0) used += node.now.length;
    }
    const room = capacity_bytes - used + Math.max(0, file.now.length - at);
    if (room <= 0) throw new DiskFault('ENOSPC', 'write', path);
    return room;
  }

  step(call: string, path: string, tearing = false): void {
    this.alive();
    this.log.push({ call, path });
    const { crash_at, fail } = this.faults;
    if (this.steps === crash_at && !tearing) throw this.crash();
    if (fail === undefined) return;
    const hit = fail.sticky === true ? this.steps >= fail.at : this.steps === fail.at;
    if (hit) throw new DiskFault(fail.code, call, path);
  }

  private crash(): SimCrash {
    this.dead = true;
    return new SimCrash(`at step ${this.explain(1)}`);
  }
}

export class SimFile implements OpenFile {
  constructor(
    private readonly machine: SimMachine,
    private readonly node: FileNode,
    private readonly path: string,
  ) {}

  read(at: number, length: number): Uint8Array {
    this.machine.alive();
    return this.node.now.read(at, length);
  }

  write(bytes: Uint8Array, at: number): number {
    return this.machine.writeNode(this.node, this.path, bytes, at);
  }

  sync(): void {
    this.machine.syncNode(this.node, this.path);
  }

  truncate(length: number): void {
    this.machine.truncateNode(this.node, this.path, length);
  }

  stat(): Stat {
    this.machine.alive();
    return statOf(this.node);
  }

  close(): void {}
}

export function statOf(node: SimNode): Stat {
  const size_bytes = node.kind === 'file' ? node.now.length : 0;
  const born = node.kind === 'dir' ? { born_ms: node.born } : {};
  return { kind: node.kind, size_bytes, mtime_ms: node.mtime, inode: node.inode, ...born };
}
