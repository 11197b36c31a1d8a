import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

/** For dependencies that are CommonJS and ask for `require` when they load. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * The file that an entry below `test/` is bundled into for the tests of one file, so that Node can
 * run it as a process of its own.
 */
export function bundled(entry: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-bundle-'));
  const outfile = join(folder, 'entry.mjs');
  beforeAll(async () => {
    await build({
      entryPoints: [join(import.meta.dirname, '..', entry)],
      outdir: folder,
      entryNames: 'entry',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      // In one file, what is loaded later would be read first, and out of order.
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      banner: { js: REQUIRE },
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return outfile;
}
