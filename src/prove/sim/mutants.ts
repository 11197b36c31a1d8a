import type { Attempts } from '../../runtime/keeper/types.ts';
import type { HeldLock, OpenFile, OpenMode } from '../../runtime/ports/index.ts';
import type { World } from '../../sim/sim-attempts.ts';
import type { SimDisk } from '../../sim/sim-disk.ts';
import type { Mutant } from './machine.ts';
import { fileWith, PassingDisk } from './passing-disk.ts';

const SEGMENT = /\.log$/;

/** Changes what the open files of the journal do. */
class JournalChanged extends PassingDisk {
  constructor(
    disk: SimDisk,
    private readonly change: (file: OpenFile) => Partial<OpenFile>,
  ) {
    super(disk);
  }

  override open(path: string, mode: OpenMode): OpenFile {
    const file = super.open(path, mode);
    return SEGMENT.test(path) ? fileWith(file, this.change) : file;
  }
}

function journalWith(change: (file: OpenFile) => Partial<OpenFile>): Mutant {
  return { disk: (disk) => new JournalChanged(disk, change) };
}

function attemptsWith(change: (inner: Attempts, world: World) => Partial<Attempts>): Mutant {
  return {
    attempts: (inner, world) => ({
      directory: (attempt) => inner.directory(attempt),
      prepare: (spec, files) => inner.prepare(spec, files),
      spawn: (attempt) => inner.spawn(attempt),
      look: (attempt) => inner.look(attempt),
      cancel: (attempt) => inner.cancel(attempt),
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

const UNLOCKED: HeldLock = { describe: () => undefined, release: () => undefined };

/** A guard that was taken away, and the rows that have to notice. */
export interface Removal {
  readonly guard: string;
  readonly mutant: Mutant;
  readonly rows: readonly string[];
}

export const REMOVALS: readonly Removal[] = [
  {
    guard: 'no sync: records are acknowledged from memory',
    mutant: journalWith(() => ({ sync: () => undefined })),
    rows: ['power'],
  },
  {
    guard: 'no rollback: half of a failed record stays',
    mutant: journalWith(() => ({ truncate: () => undefined })),
    rows: ['append'],
  },
  {
    guard: 'no poison: a failed sync is tried again',
    mutant: journalWith((file) => ({ sync: () => syncedAgain(file) })),
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
];
