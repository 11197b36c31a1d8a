import { decodeDocument } from '../documents/index.ts';
import type { EarlierFiles } from './files.ts';
import { type Target, target } from './formats.ts';

export interface EarlierTarget {
  readonly target: Target;
  /** The contracts as they were frozen; null = the copy is gone. */
  readonly spec: string | null;
  readonly idea: string | null;
}

/** Whatever is said of closure. */
export function targetsIn(files: EarlierFiles): EarlierTarget[] {
  return files.list('arbiter/targets').flatMap(({ name, kind }) => {
    const path = `arbiter/targets/${name}`;
    if (kind !== 'file' || !name.endsWith('.json')) {
      files.keep(path, 'is no closure target');
      return [];
    }
    const found = files.json(path, target);
    if (found === null) return [];
    const { root_spec_id, root_idea_id } = found;
    return [
      {
        target: found,
        spec: textOf(files, `arbiter/contracts/root-specs/${root_spec_id}.md`),
        idea: textOf(files, `arbiter/contracts/ideas/${root_idea_id}.md`),
      },
    ];
  });
}

function textOf(files: EarlierFiles, path: string): string | null {
  const read = files.read(path);
  if (read.is === 'absent') return null;
  if (read.is === 'bad') {
    files.keep(path, read.why);
    return null;
  }
  const decoded = decodeDocument(read.bytes);
  if (decoded.ok) return decoded.text;
  files.keep(path, decoded.problem);
  return null;
}
