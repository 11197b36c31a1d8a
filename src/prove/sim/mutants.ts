import type { Attempts } from '../../runtime/keeper/types.ts';
import {
  DiskFault,
  type HeldLock,
  isFault,
  type OpenFile,
  type OpenMode,
} from '../../runtime/ports/index.ts';
import type { World } from '../../sim/sim-attempts.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';
import type { Mutant } from './machine.ts';
import { fileWith, PassingDisk } from './passing-disk.ts';

const SEGMENTS = /\.log$/;
const BLOBS = /\/blobs\//;
const RENDERED = /\/\.render\//;
const ANCHORED_SEGMENTS = /\/anchor\/journal\/\d+\.log/;
const MARK_AND_ANCHOR = /\/workspaces\/[0-9a-f]+\/(?:mark|anchor\/journal)$/;
const PLACE = /\/workspaces\/[0-9a-f]+\/place$/;

type Change = (file: OpenFile) => Partial<OpenFile>;

/** Changes what open files do, for the paths that match. */
class FilesChanged extends PassingDisk {
  constructor(
    disk: SimDisk,
    private readonly paths: RegExp,
    private readonly change: Change,
  ) {
    super(disk);
  }

  override open(path: string, mode: OpenMode): OpenFile {
    const file = super.open(path, mode);
    return this.paths.test(path) ? fileWith(file, this.change) : file;
  }
}

/** Hides paths, as if nothing had ever been written there. */
class PathsHidden extends PassingDisk {
  constructor(
    disk: SimDisk,
    private readonly paths: RegExp,
  ) {
    super(disk);
  }

  override read = (path: string) => (this.paths.test(path) ? null : this.inner.read(path));
  override list = (path: string) => (this.paths.test(path) ? null : this.inner.list(path));
  override stat = (path: string) => (this.paths.test(path) ? null : this.inner.stat(path));
}

function hiding(paths: RegExp): Mutant {
  return { disk: (disk) => new PathsHidden(disk, paths) };
}

/** Two file systems: what lies outside of the workspace is copied, and the copies are left as they are. */
class Unlinkable extends FilesChanged {
  constructor(disk: SimDisk) {
    super(disk, ANCHORED_SEGMENTS, () => ({ write: (bytes) => bytes.length }));
  }

  override link(from: string, to: string): void {
    if (ANCHORED_SEGMENTS.test(to)) throw new DiskFault('EXDEV', 'link', to);
    super.link(from, to);
  }

  override open(path: string, mode: OpenMode): OpenFile {
    return mode === 'update' ? super.open(path, mode) : this.inner.open(path, mode);
  }
}

/** A disk that follows every link, as most programs do. */
class LinksFollowed extends PassingDisk {
  private readonly to = (path: string) => {
    const isLink = this.inner.stat(path)?.kind === 'link';
    return (isLink ? this.inner.realpath(path) : null) ?? path;
  };
  override read = (path: string) => this.inner.read(this.to(path));
  override list = (path: string) => this.inner.list(this.to(path));
  override stat = (path: string) => this.inner.stat(this.to(path));
  override open(path: string, mode: OpenMode): OpenFile {
    return super.open(this.to(path), mode);
  }
  override write(path: string, bytes: Uint8Array): void {
    super.write(this.to(path), bytes);
  }
}

/** Takes a process without descriptors for a file that may not be read. */
class RefusedWithoutDescriptors extends PassingDisk {
  override read = (path: string) => this.refusing(path, () => this.inner.read(path));
  override list = (path: string) => this.refusing(path, () => this.inner.list(path));
  override open(path: string, mode: OpenMode): OpenFile {
    return this.refusing(path, () => super.open(path, mode));
  }

  private refusing<T>(path: string, run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw isFault(error, 'EMFILE') ? new DiskFault('EACCES', 'open', path) : error;
    }
  }
}

function filesWith(paths: RegExp, change: Change): Mutant {
  return { disk: (disk) => new FilesChanged(disk, paths, change) };
}

function attemptsWith(change: (inner: Attempts, world: World) => Partial<Attempts>): Mutant {
  return {
    attempts: (inner, world) => ({
      directory: (attempt) => inner.directory(attempt),
      prepare: (spec, files) => inner.prepare(spec, files),
      spawn: (attempt) => inner.spawn(attempt),
      ready: () => inner.ready(),
      standDown: () => inner.standDown(),
      look: (attempt) => inner.look(attempt),
      cancel: (attempt, reason) => inner.cancel(attempt, reason),
      processorUse: (attempt) => inner.processorUse(attempt),
      lifeOf: (attempt) => inner.lifeOf(attempt),
      wait: (attempt, ms, signal) => inner.wait(attempt, ms, signal),
      ...change(inner, world),
    }),
  };
}

function syncedAgain(file: OpenFile): void {
  try {
    file.sync();
  } catch {
    file.sync();
  }
}

const UNLOCKED: HeldLock = {
  describe: () => undefined,
  isInPlace: () => true,
  release: () => undefined,
};

function writtenInAnyCase(file: OpenFile, bytes: Uint8Array, at: number): number {
  try {
    return file.write(bytes, at);
  } catch (error) {
    if (error instanceof DiskFault) return bytes.length;
    throw error;
  }
}

/** A guard that was taken away, and the rows that have to notice. */
export interface Removal {
  readonly guard: string;
  readonly mutant: Mutant;
  readonly rows: readonly string[];
}

export const REMOVALS: readonly Removal[] = [
  {
    guard: 'no sync: records are acknowledged from memory',
    mutant: filesWith(SEGMENTS, () => ({ sync: () => undefined })),
    rows: ['power'],
  },
  {
    guard: 'no rollback: half of a failed record stays',
    mutant: filesWith(SEGMENTS, () => ({ truncate: () => undefined })),
    rows: ['append'],
  },
  {
    guard: 'no poison: a failed sync is tried again',
    mutant: filesWith(SEGMENTS, (file) => ({ sync: () => syncedAgain(file) })),
    rows: ['lost-pages'],
  },
  {
    guard: 'no fencing: an attempt counts as ended when it was asked to end',
    mutant: attemptsWith((inner, world) => ({
      look: (attempt) =>
        world.asked.has(attempt) && !world.completions.has(attempt)
          ? { row: 'void' }
          : inner.look(attempt),
    })),
    rows: ['fence'],
  },
  {
    guard: 'no dedupe of results: a completion counts for whichever attempt asks',
    mutant: attemptsWith((inner, world) => ({
      look: (attempt) => {
        const last = [...world.completions.values()].at(-1);
        const own = world.spawned.has(attempt) || last === undefined;
        return own ? inner.look(attempt) : { row: 'completed', completion: { ...last, attempt } };
      },
    })),
    rows: ['kill'],
  },
  {
    guard: 'no claim lock: the lock of a claim is granted to everybody',
    mutant: { lock: (lock) => ({ tryTake: (path) => lock.tryTake(path) ?? UNLOCKED }) },
    rows: ['keeper'],
  },
  {
    guard: 'no seal of completions: whatever shows a key is believed',
    mutant: { hash: { sha256: () => 'the same for everybody' } },
    rows: ['forged'],
  },
  {
    guard: 'no sync of blobs: a record names bytes that are in memory',
    mutant: filesWith(BLOBS, () => ({ sync: () => undefined })),
    rows: ['power'],
  },
  {
    guard: 'no notice of a rendered file that could not be written',
    mutant: filesWith(RENDERED, (file) => ({
      write: (bytes, at) => writtenInAnyCase(file, bytes, at),
    })),
    rows: ['io-error'],
  },
  {
    guard: 'no refusal of links: what a link leads to is read and written',
    mutant: { disk: (disk) => new LinksFollowed(disk) },
    rows: ['foreign'],
  },
  {
    guard: 'no fault of the machine: without a descriptor a stage is blamed for its file',
    mutant: { disk: (disk) => new RefusedWithoutDescriptors(disk) },
    rows: ['descriptors'],
  },
  {
    guard: 'no void claim: an attempt that was not started is waited for',
    mutant: attemptsWith((inner, world) => ({
      look: (attempt) => (world.spawned.has(attempt) ? inner.look(attempt) : { row: 'held' }),
    })),
    rows: ['kill'],
  },
  {
    guard: 'no record before the spawn',
    mutant: attemptsWith((inner) => ({
      prepare: (spec, files) => {
        inner.prepare(spec, files);
        inner.spawn(spec.attempt);
      },
      spawn: () => undefined,
    })),
    rows: ['kill'],
  },
  {
    guard: 'no adoption: an attempt that another process started counts as void',
    mutant: attemptsWith((inner) => {
      const own = new Set<string>();
      return {
        spawn: (attempt) => {
          own.add(attempt);
          inner.spawn(attempt);
        },
        look: (attempt) => (own.has(attempt) ? inner.look(attempt) : { row: 'void' }),
      };
    }),
    rows: ['kill'],
  },
  {
    guard: 'no second write of a record where links are impossible',
    mutant: { disk: (disk) => new Unlinkable(disk) },
    rows: ['deletion'],
  },
  {
    guard: 'no look at how far the journal was ever synced',
    mutant: hiding(MARK_AND_ANCHOR),
    rows: ['restored-backup'],
  },
  {
    guard: 'no look at where the workspace was last seen: a copy keeps the id',
    mutant: hiding(PLACE),
    rows: ['copies'],
  },
];
