import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * `npm run marathon [-- --scale N] [-- --kills N] [-- --seed N] [-- --only played|real] [-- --write]`:
 * bundles the marathon into a scratch folder, runs it there and removes the folder. `--write` records
 * it as a page.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = mkdtempSync(join(process.env.MILLRACE_BENCH_DIR ?? tmpdir(), 'millrace-marathon-'));
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
await build({
  absWorkingDir: root,
  entryPoints: ['bench/marathon/main.ts', 'bench/marathon/owner.ts'],
  outdir: join(scratch, 'build'),
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: '[name]-[hash]',
  banner: { js: REQUIRE },
  logLevel: 'warning',
});
// The package root is found one level above a bundle.
for (const folder of ['assets', 'dist']) symlinkSync(join(root, folder), join(scratch, folder));

const child = spawn(
  process.execPath,
  [join(scratch, 'build', 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, MILLRACE_MARATHON_SCRATCH: scratch, MILLRACE_MARATHON_ROOT: root },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
