import { decodeDocument } from '../documents/index.ts';
import type { Family } from '../plan/index.ts';
import { type EarlierDocument, readAs, type UnreadDocument } from './documents.ts';
import type { EarlierFiles } from './files.ts';
import { type Target, target } from './formats.ts';

const TARGETS = 'arbiter/targets';
const CONTRACTS = 'arbiter/contracts';

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
    files.count('targets');
    if (kind !== 'file' || !name.endsWith('.json')) {
      files.keep(path, 'is no closure target');
      return [];
    }
    const found = files.json(path, target);
    if (found === null) return [];
    const { root_spec_id, root_idea_id } = found;
    if (name !== `${root_spec_id}.json`) {
      files.keep(path, `is of ${root_spec_id}, whose target has another name`);
      return [];
    }
    return [
      {
        target: found,
        spec: textOf(files, `${CONTRACTS}/root-specs/${root_spec_id}.md`),
        idea: textOf(files, `${CONTRACTS}/ideas/${root_idea_id}.md`),
      },
    ];
  });
}

/** Roots whose document is gone, by their frozen contract: work on them waits for what it says. */
export function rootsOf(
  files: EarlierFiles,
  families: readonly Family[],
  targets: readonly EarlierTarget[],
  documents: readonly (EarlierDocument | UnreadDocument)[],
): EarlierDocument[] {
  const family = families.find(({ closure }) => closure.role === 'root');
  const known = new Set(
    documents
      .filter((one) => one.family === family)
      .map((one) => ('document' in one ? one.document.id : one.stem)),
  );
  return targets.flatMap(({ target, spec }) => {
    const { root_spec_id } = target;
    if (family === undefined || spec === null || known.has(root_spec_id)) return [];
    const path = `${CONTRACTS}/root-specs/${root_spec_id}.md`;
    const found = readAs({ family, lies: 'done', path }, spec);
    if (!('document' in found)) return [];
    files.count('documents');
    files.change(path, `stands for the document of ${root_spec_id}, which is gone`);
    return [found];
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
