import type { Attempts } from '../../src/runtime/keeper/types.ts';
import {
  type Disk,
  DiskFault,
  type OpenFile,
  type OpenMode,
} from '../../src/runtime/ports/disk.ts';
import type { World } from '../sim/sim-attempts.ts';
import type { SimDisk } from '../sim/sim-disk.ts';
import type { Mutant } from './process.ts';
import { type Sweep, sweepFaults, sweepKills, sweepPowerLosses } from './sweep.ts';

/** Passes everything on; a mutant leaves one guard out. */
class PassingDisk implements Disk {
  constructor(protected readonly inner: SimDisk) {}
  read = (path: string) => this.inner.read(path);
  list = (path: string) => this.inner.list(path);
  stat = (path: string) => this.inner.stat(path);
  realpath = (path: string) => this.inner.realpath(path);
  write = (path: string, bytes: Uint8Array) => this.inner.write(path, bytes);
  mkdir = (path: string) => this.inner.mkdir(path);
  link = (from: string, to: string) => this.inner.link(from, to);
  unlink = (path: string) => this.inner.unlink(path);
  remove = (path: string) => this.inner.remove(path);
  syncDir = (path: string) => this.inner.syncDir(path);
  rename = (from: string, to: string) => this.inner.rename(from, to);
  open(path: string, mode: OpenMode): OpenFile {
    return this.inner.open(path, mode);
  }
}

/** Replaces what an open file does, for the paths that match. */
class FilesChanged extends PassingDisk {
  constructor(
    inner: SimDisk,
    private readonly changed: RegExp,
    private readonly change: (file: OpenFile) => Partial<OpenFile>,
  ) {
    super(inner);
  }
  override open(path: string, mode: OpenMode): OpenFile {
    const file = super.open(path, mode);
    if (!this.changed.test(path)) return file;
    return {
      read: (at, length) => file.read(at, length),
      write: (bytes, at) => file.write(bytes, at),
      sync: () => file.sync(),
      truncate: (length) => file.truncate(length),
      stat: () => file.stat(),
      close: () => file.close(),
      ...this.change(file),
    };
  }
}

const noSync = () => ({ sync: () => {} });
const failuresSwallowed = (file: OpenFile) => ({
  write: (bytes: Uint8Array, at: number) => {
    try {
      return file.write(bytes, at);
    } catch (error) {
      if (error instanceof DiskFault) return bytes.length;
      throw error;
    }
  },
});

function attemptsWith(change: (inner: Attempts, world: World) => Partial<Attempts>) {
  return (inner: Attempts, world: World): Attempts => ({
    directory: (attempt) => inner.directory(attempt),
    prepare: (spec, files) => inner.prepare(spec, files),
    spawn: (attempt) => inner.spawn(attempt),
    look: (attempt) => inner.look(attempt),
    cancel: (attempt) => inner.cancel(attempt),
    wait: (attempt, ms, signal) => inner.wait(attempt, ms, signal),
    ...change(inner, world),
  });
}

interface Caught {
  readonly mutant: Mutant;
  /** The sweep that has to notice, over as few calls as show it. */
  readonly by: (sweep: Sweep) => Promise<void>;
}

const byKills = (sweep: Sweep) => sweepKills(sweep, [2, 3]);
const byFaults = (sweep: Sweep) => sweepFaults(sweep, [2], 1, 'EIO');
const byPowerLosses = (sweep: Sweep) => sweepPowerLosses(sweep, [0, 2], 3, 3);

export const MUTANTS: Readonly<Record<string, Caught>> = {
  'records are not synced': {
    by: byPowerLosses,
    mutant: { disk: (disk) => new FilesChanged(disk, /\.log$/, noSync) },
  },
  'blobs are not synced': {
    by: byPowerLosses,
    mutant: { disk: (disk) => new FilesChanged(disk, /\/blobs\//, noSync) },
  },
  'a failed write of a rendered file is not noticed': {
    by: byFaults,
    mutant: { disk: (disk) => new FilesChanged(disk, /\/\.render\//, failuresSwallowed) },
  },
  'an attempt that another process started counts as void': {
    by: byKills,
    mutant: {
      attempts: attemptsWith((inner) => {
        const own = new Set<string>();
        return {
          spawn: (attempt) => {
            own.add(attempt);
            inner.spawn(attempt);
          },
          look: (attempt) => (own.has(attempt) ? inner.look(attempt) : { row: 'void' }),
        };
      }),
    },
  },
  'attempts are started before their record': {
    by: byKills,
    mutant: {
      attempts: attemptsWith((inner) => ({
        prepare: (spec, files) => {
          inner.prepare(spec, files);
          inner.spawn(spec.attempt);
        },
        spawn: () => {},
      })),
    },
  },
  'attempts that were not started are waited for': {
    by: byKills,
    mutant: {
      attempts: attemptsWith((inner, world) => ({
        look: (attempt) => (world.spawned.has(attempt) ? inner.look(attempt) : { row: 'held' }),
      })),
    },
  },
};
