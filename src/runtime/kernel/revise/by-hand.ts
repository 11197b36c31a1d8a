/**
 * What somebody did to the file of a queued document. An edit made while nothing ran is its owner's
 * word. One that a stage could have made, and a file that is gone, are asked about, and the item
 * waits for the answer; both texts stay in the journal.
 */

import { factsOf, parseDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { answerChange, decisionChange, questionChange } from '../changes/build.ts';
import type { Change, DecisionChange, QuestionFile, Speaker } from '../changes/changes.ts';
import type { Decision, DecisionContext } from '../facts/decision.ts';
import { revision } from '../proposals/admit.ts';
import { answerText } from '../questions/answered.ts';
import type { Item, OpenQuestion, State } from '../state/state.ts';
import { bounded, documentLines } from './document-diff.ts';
import { type Decider, type Revision, refused, revised } from './revision.ts';
import { withdraw } from './withdraw.ts';

/** Who speaks where nobody can be named. */
const HAND: Speaker = { actor: 'whoever edited the file', is_person: false };
const QUEUE = 'the queue';
const RESTORE = 'write the file again';
const WITHDRAW = 'withdraw it';
const MINE = 'it was me: keep it';
const NOT_MINE = 'it was not me: undo it';
const LINES_ASKED_MAX = 10;

export interface Edit {
  readonly family: Family;
  readonly document: WorkDocument;
  /** Below the runtime folder. */
  readonly path: string;
  /** Nothing ran when it was made. */
  readonly is_owners: boolean;
}

/** Another text of a queued document, as its file says. */
export function editedByHand(
  facts: DecisionContext,
  state: State,
  item: Item,
  { family, document, path, is_owners }: Edit,
): Decision {
  const before = parseDocument(facts.document(item.key).text ?? '', family);
  const isMoved =
    !before.ok || factsOf(before.document, family).at !== factsOf(document, family).at;
  const source = { kind: 'folder', ref: path } as const;
  const change = revision(facts.hash, { family, document, source }, isMoved ? undefined : item.at);
  const lines = before.ok ? bounded(documentLines(before.document, document, family, 'all')) : [];
  const after = change.document.sha256;
  const said = lines.length === 0 ? [] : sayings(state, item, { path, is_owners, lines, after });
  return { changes: [change, ...said], cause: { input: 'folder', rule: 'edited_by_hand' } };
}

interface Said {
  readonly path: string;
  readonly is_owners: boolean;
  readonly lines: readonly string[];
  /** Digest of the text as it is now. */
  readonly after: string;
}

function sayings(state: State, item: Item, said: Said): Change[] {
  const { path, is_owners, lines, after } = said;
  const { root, key, id } = item;
  if (root === null) return [];
  if (is_owners) {
    const text = `${path} was edited by hand: ${lines.join('; ')}`;
    return [decided(root, id === root ? null : key, id === root ? 'amendment' : 'note', text)];
  }
  const more = lines.length > LINES_ASKED_MAX ? '; and more' : '';
  const what = lines.slice(0, LINES_ASKED_MAX).join('; ') + more;
  const question = `${path} was changed while a stage ran, or before anybody looked. Was it you? ${what}`;
  const before = { seq: item.seq, sha256: item.digest };
  return asking(state, key, root, {
    question,
    options: [MINE, NOT_MINE],
    needs_person: true,
    file: { path, is: 'edited', before, after },
  });
}

/** The file of a queued document is gone, the `nth` that is found now; null where nobody can be asked. */
export function goneByHand(
  state: State,
  { root, ...item }: Item,
  path: string,
  nth: number,
): Decision | null {
  if (root === null || state.asked_items.has(item.key)) return null;
  const whom = item.id === root ? root : item.key;
  const ways = `To end ${whom} call withdraw with it; or answer, or put the file back.`;
  const question = `${path} was deleted. ${ways}`;
  const changes = asking(
    state,
    item.key,
    root,
    {
      question,
      options: [RESTORE, WITHDRAW],
      needs_person: false,
      file: { path, is: 'gone' },
    },
    nth,
  );
  return { changes, cause: { input: 'folder', rule: 'deleted_by_hand' } };
}

/** The file is there again: nothing is asked any more. */
export function backByHand({ id, root, key, file }: OpenQuestion): Decision {
  const text = `${id}: ${file?.path ?? ''} is there again`;
  const changes = [answerChange(id, root), decided(root, key, 'answer', text)];
  return { changes, cause: { input: 'folder', rule: 'put_back_by_hand' } };
}

/** The answer to a question about a file; `words` is one of its options. */
export function answerAboutFile(
  facts: DecisionContext,
  state: State,
  { id, root, key, question }: OpenQuestion,
  file: QuestionFile,
  words: string,
  speaker: Decider,
): Revision {
  const item = state.items.get(key ?? '');
  if (item === undefined) return refused('The work is gone', 'work that is there', 'call status');
  const said = answerText(id, question, words);
  const answered = (restores?: string): Change[] => [
    answerChange(id, root, restores === undefined ? {} : { restores }),
    decisionChange({ root, key, kind: 'answer', text: said, ...speaker }),
  ];
  if (words === WITHDRAW) {
    const work = item.id === root ? root : item.key;
    const ended = withdraw(facts, state, { work, reason: `${file.path} was deleted` }, speaker);
    if (!ended.ok) return ended;
    const lines = [said, ...ended.lines];
    return revised('answer', ended.detail, lines, [...answered(), ...ended.changes]);
  }
  if (words === RESTORE) {
    const detail = `${file.path} is written again; ${item.key} goes on`;
    return revised('answer', detail, [said], answered(item.key));
  }
  if (words === MINE) {
    return revised('answer', `${item.key} goes on as it was edited`, [said], answered());
  }
  if (file.after !== undefined && item.digest !== file.after) return changedSince(id, file);
  const text = file.before === undefined ? null : facts.documentAt(file.before);
  const family = facts.index.family(item.family);
  const before = parseDocument(text ?? '', family);
  if (!before.ok) {
    const next = `answer ${id} with 1, or edit ${file.path} and answer then`;
    return refused('The text from before is not kept any more', 'the record that holds it', next);
  }
  const source = { kind: 'operator', ref: speaker.actor } as const;
  const undone = revision(facts.hash, { family, document: before.document, source }, item.at);
  const detail = `${item.key} reads as it did before`;
  return revised('answer', detail, [said], [...answered(), undone]);
}

/** What came after it is not undone with it. */
function changedSince(id: string, { path }: QuestionFile): Revision {
  return refused(
    `${path} was changed again since, and undoing the first change would undo that as well`,
    'the text that the question is about',
    `answer ${id} with 1, and call amend with the text as it is to be`,
  );
}

type Asking = Pick<OpenQuestion, 'question' | 'options' | 'needs_person' | 'file'>;

function asking(state: State, key: string, root: string, asked: Asking, nth = 1): Change[] {
  const whole = { root, key, run: '', node: QUEUE, default: null, holds: true, ...asked };
  const change = questionChange(state, nth, whole);
  const text = `${change.id}: ${change.question}`;
  const said = { root, key, kind: 'question', text, actor: QUEUE, is_person: false } as const;
  return [change, decisionChange(said)];
}

function decided(
  root: string,
  key: string | null,
  kind: DecisionChange['kind'],
  text: string,
): DecisionChange {
  return decisionChange({ root, key, kind, text, ...HAND });
}
