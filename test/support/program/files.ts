import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Path below the folder -> content, in path order. What a loop removes meanwhile is left out. */
export function filesBelow(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    paths.flatMap((path) => {
      const text = textOf(path);
      return text === null ? [] : [[relative(folder, path), text] as const];
    }),
  );
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if (existsSync(path)) throw error;
    return null;
  }
}
