import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeClock } from '../../../src/runtime/host/clock.ts';
import { NodeDisk } from '../../../src/runtime/host/disk.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { NodeIds } from '../../../src/runtime/host/ids.ts';
import { LinuxProcesses } from '../../../src/runtime/host/linux-processes.ts';
import { KernelLock } from '../../../src/runtime/host/lock.ts';
import { FileWake } from '../../../src/runtime/host/wake.ts';
import { readAssignment } from '../../../src/runtime/keeper/assignment.ts';
import { KEEPER_STATUS } from '../../../src/runtime/keeper/files.ts';
import { runKeeper } from '../../../src/runtime/keeper/keeper.ts';

/**
 * Faults for tests, joined by commas, for the mode in the name: `die:<point>`, `pause:<point>:<ms>`, or
 * `hold:<point>`, which lasts until the test lets go.
 */
const assignment = readAssignment(readFileSync(0, 'utf8'));
if (assignment === null) process.exit(KEEPER_STATUS.not_assigned);
const go = join(assignment.directory, '../../go');
const faults = process.env[assignment.mode === 'first' ? 'FIRST_FAULT' : 'SUCCESSOR_FAULT'] ?? '';
const clock = new NodeClock();
const LOOK_MS = 10;

async function at(point: string): Promise<void> {
  for (const fault of faults.split(',')) {
    const [what, where, ms] = fault.split(':');
    if (where !== point) continue;
    if (what === 'hold') await untilGo();
    if (what === 'die') process.kill(process.pid, 'SIGKILL');
    await clock.sleep(what === 'die' ? 1e6 : Number(ms ?? 0));
  }
}

async function untilGo(): Promise<void> {
  while (!existsSync(go)) await clock.sleep(LOOK_MS);
}

const ports = {
  disk: new NodeDisk(),
  ids: new NodeIds(),
  hash: new NodeHash(),
  lock: new KernelLock(),
  processes: new LinuxProcesses(),
  wake: new FileWake(),
  log: (line: string) => process.stderr.write(`${line}\n`),
  clock,
  at,
};
process.exit(await runKeeper(ports, assignment));
