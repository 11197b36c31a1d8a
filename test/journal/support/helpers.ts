import { isMillraceError } from '../../../src/runtime/errors/errors.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import {
  Journal,
  type JournalPorts,
  type JournalRecovery,
} from '../../../src/runtime/journal/index.ts';
import type { JournalRecord } from '../../../src/runtime/kernel/changes/record.ts';
import type { Disk } from '../../../src/runtime/ports/disk.ts';

export const DIR = '/w/millrace-agents/journal';
export const FIRST = `${DIR}/00000001.log`;

export function portsOf(disk: Disk, boot = 'boot-1'): JournalPorts {
  return { disk, hash: new NodeHash(), boot };
}

export function recordOf(n: number, padding = 0): JournalRecord {
  const data = { text: 'x'.repeat(padding) };
  return {
    v: 1,
    n,
    at: '2026-01-01T00:00:00Z',
    c: [{ k: 'note@1', event: `event ${n}`, data }],
    why: [{ input: 'test', rule: 'none' }],
  };
}

/** The simplest state: the numbers of the records, as a checkpoint text too. */
export class Model {
  numbers: number[] = [];
  /** How many of them the checkpoint holds; null when there is none. */
  private covered: number | null = null;
  readonly journal: Journal;

  constructor(ports: JournalPorts, dir = DIR) {
    this.journal = new Journal(ports, dir);
    this.reload();
  }

  readonly each = (record: JournalRecord): void => {
    this.numbers.push(record.n);
  };

  reload(): void {
    const { checkpoint } = this.journal.load();
    const texts = checkpoint?.texts ?? [];
    this.numbers = texts.flatMap((text) =>
      text
        .split(' ')
        .filter((part) => part !== '')
        .map(Number),
    );
    this.journal.replay(this.each);
  }

  begin(): JournalRecovery {
    const recovery = this.journal.begin(this.each);
    if (recovery === 'reopen') throw new Error('begin asked to reopen');
    return recovery;
  }

  append(padding = 0): number {
    const record = recordOf(this.journal.position.seq + 1, padding);
    this.journal.append(record);
    this.numbers.push(record.n);
    return record.n;
  }

  /** The first one is a base in any case. */
  checkpoint(kind: 'base' | 'delta'): void {
    for (const _ of this.steps(kind));
    this.covered = this.numbers.length;
  }

  /** A checkpoint in two parts, step by step. */
  steps(kind: 'base' | 'delta'): Generator<void, void> {
    const isDelta = kind === 'delta' && this.covered !== null;
    const numbers = this.numbers.slice(isDelta ? (this.covered ?? 0) : 0);
    const half = Math.floor(numbers.length / 2);
    const parts = [numbers.slice(0, half), numbers.slice(half)];
    const texts = parts.map((part) => part.join(' '));
    return this.journal.checkpointSteps(isDelta ? 'delta' : 'base', texts);
  }
}

export function opened(disk: Disk, boot = 'boot-1'): Model {
  const ports = portsOf(disk, boot);
  if (!Journal.exists(disk, DIR)) Journal.create(ports, DIR);
  return new Model(ports);
}

export function owned(disk: Disk, boot = 'boot-1'): Model {
  const model = opened(disk, boot);
  model.begin();
  return model;
}

export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Code of the error that is thrown. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isMillraceError(error)) return error.code;
    throw error;
  }
  return 'no error';
}
