import { join } from 'node:path';
import { host } from '../operations/wiring.ts';
import { packageRoot } from '../package.ts';
import { prove } from '../prove/main.ts';
import { removeAllSites } from '../prove/real/site.ts';

const INTERRUPTED_EXIT_CODE = 130;

/** `millrace prove`: the proof that ships. */
export async function main(words: readonly string[]): Promise<void> {
  const { env } = process;
  const ground = {
    ...host,
    millrace: [process.execPath, join(packageRoot, 'dist', 'bin.js')],
    scratch: host.disk.realpath(env.TMPDIR ?? '/tmp') ?? '/tmp',
    path: env.PATH ?? '',
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => removeAllSites().then(() => process.exit(INTERRUPTED_EXIT_CODE)));
  }
  process.exit(
    await prove(words, {
      ground,
      assets: join(packageRoot, 'assets'),
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
    }),
  );
}
