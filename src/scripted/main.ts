import { NodeClock } from '../runtime/host/clock.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { SHARED } from '../runtime/host/disk-flags.ts';
import { NodeIds } from '../runtime/host/ids.ts';
import { systemOf } from '../runtime/host/system.ts';
import { runScripted } from './run.ts';

/**
 * `millrace scripted-harness [--scenario FILE]`: a harness that plays stages instead of reasoning
 * about them.
 */
export async function main(words: readonly string[]): Promise<void> {
  const ports = {
    // It works in the folder of a project, as any program of its user does.
    disk: new NodeDisk(SHARED),
    clock: new NodeClock(),
    ids: new NodeIds(),
    ...systemOf(process.platform),
    stdout: (bytes: string | Uint8Array) => process.stdout.write(bytes),
    stderr: (line: string) => process.stderr.write(`${line}\n`),
    ignoreSignals,
  };
  process.exit(await runScripted(ports, words, environment()));
}

function ignoreSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
