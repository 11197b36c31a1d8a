import { expect, it } from 'vitest';
import { filesBelow, read } from '../tidy/source.ts';

/** Rooms with files of their own. */
function rooms(): string[] {
  const folders = filesBelow('src').map((path) => path.slice(0, path.lastIndexOf('/')));
  return [...new Set(folders)].sort();
}

it('the source map has a line for each room, and for nothing else', () => {
  const lines = [...read('docs/source-map.md').matchAll(/^\| `(src[^`]*)` \| (.+) \|$/gm)];
  expect(lines.map(([, room]) => room).sort()).toEqual(rooms());
});
