import { join } from 'node:path';
import { host } from '../backend/host.ts';
import { readOptions } from '../cli/process-words.ts';
import { PROCESSES } from '../cli/processes.ts';
import { packageRoot } from '../package.ts';
import { prove } from '../prove/main.ts';
import { removeAllSites } from '../prove/real/site.ts';
import { printable } from '../runtime/text/printable.ts';
import { runProcess } from './run.ts';

const INTERRUPTED_EXIT_CODE = 130;

/** `millrace prove`: the proof that ships. */
export function main(words: readonly string[]): Promise<void> {
  return runProcess(PROCESSES.prove, words, () => run(readOptions(PROCESSES.prove, words)));
}

async function run(values: object): Promise<void> {
  const { env } = process;
  const environment = {
    ...host,
    millrace: [process.execPath, join(packageRoot, 'dist', 'bin.js')],
    scratch: host.disk.realpath(env.TMPDIR ?? '/tmp') ?? '/tmp',
    path: env.PATH ?? '',
  };
  let interrupted = false;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      interrupted = true;
      void removeAllSites().then(() => process.exit(INTERRUPTED_EXIT_CODE));
    });
  }
  // What an interrupt ended in the middle has proved nothing, and is no violation either.
  try {
    const code = await prove(values, {
      environment,
      assets: join(packageRoot, 'assets'),
      out: (text) => interrupted || process.stdout.write(printable(text)),
      err: (text) => interrupted || process.stderr.write(printable(text)),
    });
    if (!interrupted) process.exit(code);
  } catch (thrown) {
    if (!interrupted) throw thrown;
  }
}
