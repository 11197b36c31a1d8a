import { NodeClock } from '../runtime/host/clock.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { NodeIds } from '../runtime/host/ids.ts';
import { KernelLock } from '../runtime/host/lock.ts';
import { NodeProcesses } from '../runtime/host/processes.ts';
import { FileWake } from '../runtime/host/wake.ts';
import { runKeeper } from '../runtime/keeper/keeper.ts';

/** `millrace keeper <attempt directory> first|successor`. Its stderr is the log in that directory. */
export async function main(words: readonly string[]): Promise<void> {
  const [directory = '', mode] = words;
  const ports = {
    disk: new NodeDisk(),
    clock: new NodeClock(),
    ids: new NodeIds(),
    lock: new KernelLock(),
    processes: new NodeProcesses(),
    wake: new FileWake(),
    env: process.env,
    log: (line: string) => process.stderr.write(`${line}\n`),
  };
  process.exit(await runKeeper(ports, directory, mode === 'successor' ? 'successor' : 'first'));
}
