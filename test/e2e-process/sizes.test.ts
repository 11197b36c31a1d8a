import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, inject, it } from 'vitest';

const KEEPER_SIZE_BYTES_MAX = 64 * 1024;
const STATE_LINE_SIZE_BYTES_MAX = 64 * 1024;
const SERVER_SIZE_BYTES_MAX = 850 * 1024;

it('the keeper of a stage loads next to nothing, and a server half of what there is', () => {
  const installed = dirname(inject('program'));
  expect(loadedBy(installed, 'keeper-')).toBeLessThan(KEEPER_SIZE_BYTES_MAX);
  expect(loadedBy(installed, 'mcp-')).toBeLessThan(SERVER_SIZE_BYTES_MAX);
});

it('the line of a session loads next to nothing before it knows that there is a workspace', () => {
  const size_bytes = loadedBy(dirname(inject('program')), 'state-line-');
  expect(size_bytes).toBeLessThan(STATE_LINE_SIZE_BYTES_MAX);
});

/** Bytes of all files that are read before the first line of a process runs. */
function loadedBy(folder: string, prefix: string): number {
  const open = readdirSync(folder).filter((name) => name.startsWith(prefix));
  const seen = new Set(open);
  let size_bytes = 0;
  for (const name of seen) {
    const text = readFileSync(join(folder, name), 'utf8');
    size_bytes += text.length;
    for (const [, file = ''] of text.matchAll(/(?:from|import)\s?"\.\/([^"]+\.js)"/g))
      seen.add(file);
  }
  return size_bytes;
}
