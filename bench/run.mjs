import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * `npm run bench [-- --documents | --stages | --next-stage | --answers | --http | --page | --import]
 * [-- --small] [-- --write]`:
 * bundles the benchmark into a scratch folder on the disk to be measured (MILLRACE_BENCH_DIR, else the
 * system's temporary folder), runs it there and removes the folder. `--documents` only reads documents,
 * `--stages` only runs stages without processes, `--next-stage` only runs them with processes, `--answers`
 * only asks a workspace of 10,000 runs, `--usage` only asks the rules of usage, `--http` only has many
 * clients over HTTP, `--page` only has the page in the Chromium of the system, `--reload` only edits
 * the config, and `--import` only takes over an earlier workspace of 10,000 documents.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(process.env.MILLRACE_BENCH_DIR ?? tmpdir(), 'millrace-bench-'));
/** It finds its own files beside it, so it is not bundled. */
const BROWSER = 'playwright-core';
const program = join(scratch, 'build');
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
const options = {
  absWorkingDir: root,
  outdir: program,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: '[name]-[hash]',
  banner: { js: REQUIRE },
  logLevel: 'warning',
};
await build({
  ...options,
  entryPoints: ['bench/main.ts', 'bench/child.ts'],
  external: [BROWSER],
});
// As the product itself is built, to be comparable.
await build({ ...options, entryPoints: ['bench/minimal-server.mjs'], minifyWhitespace: true });
// The package root is found one level above a bundle.
for (const folder of ['assets', 'dist', 'node_modules'])
  symlinkSync(join(root, folder), join(scratch, folder));
mkdirSync(join(scratch, 'work'));
// Nothing of the user's own: what runs here is trusted by a policy that goes with the folder.
const config = join(scratch, 'config');
mkdirSync(join(config, 'millrace'), { recursive: true });
const policy = `[[trust]]\npath = ${JSON.stringify(scratch)}\nedits = true\n`;
writeFileSync(join(config, 'millrace', 'policy.toml'), policy);
const places = { XDG_CONFIG_HOME: config, XDG_STATE_HOME: join(scratch, 'state') };

// As a loop is started (src/user/loop-flags.ts).
const flags = ['--max-semi-space-size=2'];
const child = spawn(
  process.execPath,
  [...flags, join(program, 'main.js'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, ...places, MILLRACE_BENCH_ROOT: root, MILLRACE_BENCH_SCRATCH: scratch },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 1));
