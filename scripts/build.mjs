import { chmodSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Some dependencies are CommonJS and ask for `require` when they load. */
const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');

rmSync(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['src/bin.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Flat, because the package root is found one level above each file.
  chunkNames: '[name]-[hash]',
  banner: { js: REQUIRE },
  legalComments: 'none',
  minifyWhitespace: true,
  logLevel: 'warning',
});
chmodSync(`${root}dist/bin.js`, 0o755);
