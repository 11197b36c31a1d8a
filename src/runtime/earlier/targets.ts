import { decodeDocument } from '../documents/index.ts';
import type { EarlierFiles } from './files.ts';
import { type Target, target } from './formats.ts';

const TARGETS = 'arbiter/targets';
const CONTRACTS = 'arbiter/contracts';
export const CLOSURE_FOLDERS = [TARGETS, CONTRACTS];

export interface EarlierTarget {
  readonly target: Target;
  /** The contracts as they were frozen; null = the copy is gone. */
  readonly spec: string | null;
  readonly idea: string | null;
}

/** Whatever is said of closure. */
export function targetsIn(files: EarlierFiles): EarlierTarget[] {
  return files.list(TARGETS).flatMap(({ name, kind }) => {
    const path = `${TARGETS}/${name}`;
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
        spec: textOf(files, `${CONTRACTS}/root-specs/${root_spec_id}.md`),
        idea: textOf(files, `${CONTRACTS}/ideas/${root_idea_id}.md`),
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
