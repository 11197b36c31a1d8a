import { basename, dirname } from 'node:path';
import { type ItemState, keyOf, type PlanIndex, type State } from '../../kernel/index.ts';
import { type Family, workspacePath } from '../../plan/index.ts';
import type { Disk } from '../../ports/index.ts';
import { documentFile, documentFolder } from '../../render/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { judgeEdit } from '../intake/hand-edits.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

const STATES: readonly ItemState[] = [
  'queue',
  'active',
  'done',
  'blocked',
  'superseded',
  'withdrawn',
];
/** Their folders lie in that of another state. */
const INNER: readonly ItemState[] = ['superseded', 'withdrawn'];
const INVALID = '.md.invalid';

/** What a path in a folder of documents stands for. */
export interface DocumentLocation {
  readonly family: Family;
  readonly state: ItemState;
  readonly id: string;
  readonly key: string;
}

/** Everything that lies in the folders of documents, against what the journal says should. */
export function checkDocuments(
  ports: EnginePorts,
  layout: Layout,
  state: State,
  index: PlanIndex,
  findings: Findings,
): void {
  let files = 0;
  for (const entry of entriesOf(ports, layout, index)) {
    files += 1;
    checkEntry(state, entry, findings);
  }
  for (const one of state.unreadable.values()) {
    if (one.archived === true) continue;
    const [problem = 'it is not a document'] = one.problems;
    const next =
      'fix the file where it lies, and it is read again by itself; archive with its path puts it away';
    findings.add('document_unreadable', workspacePath(one.path), problem, next);
  }
  checkIdeas(state, findings);
  findings.checked('documents', `${files} files in the folders, ${state.items.size} work items`);
}

function checkIdeas({ ideas }: State, findings: Findings): void {
  for (const [path, { became, key, why }] of ideas) {
    if (became === 'refused') {
      const next = 'mend the file, or take it out of the inbox; it is looked at again by itself';
      findings.add('idea_waits', path, why ?? 'it is no work', next);
    } else if (became === 'edited') {
      const what = `it was edited after work on ${key} had begun, and nothing of the edit counts`;
      const next =
        'call amend with that spec and the file as document, or enqueue_idea for new work';
      findings.add('idea_waits', path, what, next);
    }
  }
}

/** What an edited file of a queue would be when its item is claimed. */
export function checkEdit(
  ports: EnginePorts,
  layout: Layout,
  { family, id }: DocumentLocation,
  relativePath: string,
  findings: Findings,
): void {
  const bytes = ports.disk.read(layout.at(relativePath));
  if (bytes === null) return;
  const edit = judgeEdit(ports, family, id, bytes);
  if (edit.ok) {
    const next = 'nothing to do, or restore the file to take the edit back';
    findings.add(
      'document_edited',
      workspacePath(relativePath),
      'it differs from the admitted text',
      next,
    );
    return;
  }
  const next = 'fix the file; else the edit is put aside when the item is claimed';
  findings.add('document_edit_refused', workspacePath(relativePath), edit.reason, next);
}

/** Paths of documents in folders where their items are not. */
export function copiesOf(
  ports: EnginePorts,
  layout: Layout,
  state: State,
  index: PlanIndex,
): string[] {
  return [...entriesOf(ports, layout, index)].flatMap((entry) => {
    const item = state.items.get(entry.key);
    const stray = item !== undefined && item.state !== entry.state && entry.isDocument;
    return stray ? [entry.relativePath] : [];
  });
}

/** Null when no document belongs there. */
export function documentAt(index: PlanIndex, relativePath: string): DocumentLocation | null {
  const name = basename(relativePath);
  if (!name.endsWith('.md')) return null;
  const id = name.slice(0, -'.md'.length);
  for (const family of Object.values(index.plan.families)) {
    const state = STATES.find((one) => documentFolder(family, one) === dirname(relativePath));
    if (state !== undefined) return { family, state, id, key: keyOf(family.family_id, id) };
  }
  return null;
}

interface Entry {
  readonly family: Family;
  readonly state: ItemState;
  readonly relativePath: string;
  readonly name: string;
  readonly isDocument: boolean;
  readonly key: string;
}

function* entriesOf(ports: EnginePorts, layout: Layout, index: PlanIndex): IterableIterator<Entry> {
  for (const family of Object.values(index.plan.families)) {
    for (const state of STATES) {
      const folder = documentFolder(family, state);
      if (!isFolder(ports.disk, layout.at(folder))) {
        yield foreignFolder(family, state, folder);
        continue;
      }
      for (const { name, kind } of ports.disk.list(layout.at(folder)) ?? []) {
        const relativePath = `${folder}/${name}`;
        const isInner = INNER.some((one) => relativePath === documentFolder(family, one));
        if (name.startsWith('.') || isInner) continue;
        const isDocument = kind === 'file' && name.endsWith('.md');
        const key = keyOf(family.family_id, name.slice(0, -'.md'.length));
        yield { family, state, relativePath, name, isDocument, key };
      }
    }
  }
}

/** One that is not there yet is no finding. */
function isFolder(disk: Disk, path: string): boolean {
  return (disk.stat(path)?.kind ?? 'dir') === 'dir';
}

function foreignFolder(family: Family, state: ItemState, folder: string): Entry {
  return { family, state, relativePath: folder, name: folder, isDocument: false, key: '' };
}

function checkEntry(state: State, entry: Entry, findings: Findings): void {
  const { family, relativePath, name } = entry;
  const item = state.items.get(entry.key);
  if (name.endsWith(INVALID)) {
    const next = 'take over what is good of it by another edit, then remove the file';
    findings.add(
      'document_put_aside',
      workspacePath(relativePath),
      'a refused edit is kept here',
      next,
    );
  } else if (!entry.isDocument) {
    findings.add(
      'foreign_file',
      workspacePath(relativePath),
      'it is no document',
      'move it out of this folder',
    );
  } else if (item !== undefined && item.state !== entry.state) {
    const right = workspacePath(documentFile(family, item.state, item.id));
    const what = `${entry.key} is ${item.state}; its document lies in ${right}`;
    findings.add(
      'document_copy',
      workspacePath(relativePath),
      what,
      'call doctor_repair: it is moved aside',
    );
  } else if (item === undefined && entry.state !== 'queue') {
    const next = `move it to ${workspacePath(documentFolder(family, 'queue'))} to have it taken in`;
    findings.add(
      'document_misplaced',
      workspacePath(relativePath),
      'the journal knows no such item',
      next,
    );
  } else if (item === undefined && !state.unreadable.has(relativePath)) {
    findings.add(
      'document_waiting',
      workspacePath(relativePath),
      'it was not taken in yet',
      'call run_once',
    );
  }
}
