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

it('no server reads a validator that it does not use', () => {
  const installed = dirname(inject('program'));
  const text = ['mcp-', 'serve-', 'stage-mcp-']
    .flatMap((name) => textsOf(installed, name))
    .join('');
  expect(text).toContain('clients are asked nothing');
  expect(text).not.toContain('must NOT have additional properties');
});

/** Bytes of all files that are read before the first line of a process runs. */
function loadedBy(folder: string, prefix: string): number {
  return textsOf(folder, prefix).reduce((size_bytes, text) => size_bytes + text.length, 0);
}

function textsOf(folder: string, prefix: string): string[] {
  const open = readdirSync(folder).filter((name) => name.startsWith(prefix));
  const seen = new Set(open);
  const texts: string[] = [];
  for (const name of seen) {
    const text = readFileSync(join(folder, name), 'utf8');
    texts.push(text);
    for (const [, file = ''] of text.matchAll(/(?:from|import)\s?"\.\/([^"]+\.js)"/g))
      seen.add(file);
  }
  return texts;
}
