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
import { runSpare } from '../../../src/runtime/keeper/spare.ts';

/**
 * Faults for tests, joined by commas, for the mode in the name: `die:<point>`, `pause:<point>:<ms>`, or
 * `hold:<point>`, which lasts until the test lets go. `base`: the folder of the test.
 */
function at(faults: string, base: string) {
  return async (point: string): Promise<void> => {
    for (const fault of faults.split(',')) {
      const [what, where, ms] = fault.split(':');
      if (where !== point) continue;
      if (what === 'hold') await untilGo(join(base, 'go'));
      if (what === 'die') process.kill(process.pid, 'SIGKILL');
      await clock.sleep(what === 'die' ? 1e6 : Number(ms ?? 0));
    }
  };
}

async function untilGo(go: string): Promise<void> {
  while (!existsSync(go)) await clock.sleep(LOOK_MS);
}

const LOOK_MS = 10;
const clock = new NodeClock();
const [mode, place = ''] = process.argv.slice(2);
const ports = {
  disk: new NodeDisk(),
  ids: new NodeIds(),
  hash: new NodeHash(),
  lock: new KernelLock(),
  processes: new LinuxProcesses(),
  wake: new FileWake(),
  clock,
};

async function keep(): Promise<number> {
  const assignment = readAssignment(readFileSync(0, 'utf8'));
  if (assignment === null) return KEEPER_STATUS.not_assigned;
  const base = join(assignment.directory, '../..');
  const name = assignment.mode === 'first' ? 'FIRST_FAULT' : 'SUCCESSOR_FAULT';
  const log = (line: string) => process.stderr.write(`${line}\n`);
  return runKeeper({ ...ports, log, at: at(process.env[name] ?? '', base) }, assignment);
}

async function spare(): Promise<number> {
  const faults = at(process.env.SPARE_FAULT ?? '', join(place, '../../..'));
  const input = async () => readFileSync(0, 'utf8');
  const { status } = await runSpare({ ...ports, input, release: 'test', at: faults }, place);
  return status;
}

process.exit(await (mode === 'spare' ? spare() : keep()));
