import { isMillraceError } from '../../runtime/errors/errors.ts';
import { NodeHash } from '../../runtime/host/hash.ts';
import { Journal } from '../../runtime/journal/index.ts';
import { type JournalRecord, noteChange } from '../../runtime/kernel/index.ts';
import type { Disk } from '../../runtime/ports/index.ts';
import { SimDisk, type SimFaults } from '../../sim/sim-disk.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import type { Row } from './row.ts';

const DIR = '/w/journal';
const RECORDS_BEFORE_MAX = 5;
const TEXT_LENGTH_MAX = 3000;
const CODES = ['ENOSPC', 'EIO'];

/** The journal alone: a record that only half fits leaves no byte, and the next one follows. */
export function appendRow(lab: Lab): Row {
  return {
    name: 'append',
    fault: 'half of a record fits the disk, then none of it',
    quick: 30,
    total: null,
    waits: false,
    check: async (number) => {
      const sim = new SimDisk();
      sim.plant('/w/keep', '');
      return refused(sim, lab.mutant.disk?.(sim) ?? sim, chanceOf(lab, number));
    },
  };
}

function refused(sim: SimDisk, disk: Disk, chance: () => number): string | null {
  const ports = { disk, hash: new NodeHash(), boot: 'boot' };
  Journal.create(ports, DIR);
  const journal = new Journal(ports, DIR);
  journal.load();
  journal.begin(() => undefined);
  const records = 1 + Math.floor(chance() * RECORDS_BEFORE_MAX);
  for (let n = 1; n <= records; n += 1) journal.append(recordOf(n, chance));
  const before = JSON.stringify(sim.dump());
  const next = sim.steps + 1;
  const code = CODES[Math.floor(chance() * CODES.length)] ?? '';
  const faults: SimFaults = { short_at: next, fail: { at: next + 1, code } };
  Object.assign(sim.faults, faults);
  try {
    journal.append(recordOf(records + 1, chance));
    return `${code}: an append that failed was acknowledged`;
  } catch (error) {
    if (!isMillraceError(error)) throw error;
  }
  if (JSON.stringify(sim.dump()) !== before) return `${code}: half a record was left`;
  journal.append(recordOf(records + 1, chance));
  const seen: number[] = [];
  const other = new Journal({ ...ports, disk: new SimDisk(sim.killImage()) }, DIR);
  other.load();
  other.replay(({ n }) => seen.push(n));
  return seen.length === records + 1 ? null : `${seen.length} of ${records + 1} records are left`;
}

function recordOf(n: number, chance: () => number): JournalRecord {
  const data = { text: 'x'.repeat(1 + Math.floor(chance() * TEXT_LENGTH_MAX)) };
  return {
    v: 1,
    n,
    at: '2026-01-01T00:00:00Z',
    c: [noteChange('proof', data)],
    why: [{ input: 'proof', rule: 'append' }],
  };
}
