import { parseDocument, type WorkDocument } from '../../documents/index.ts';
import type { Family, Review } from '../../plan/index.ts';
import { headOf } from '../../text/cut.ts';
import type { Change, Matter } from '../changes/changes.ts';
import { type ContractItem, contractItems, idsCovered } from '../contract/contract.ts';
import { edited, editsTo } from '../contract/edit.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext, Route } from '../facts/decision.ts';
import type { Judged } from '../proposals/types.ts';
import { ACCEPT, KEEP, WITHDRAW } from '../questions/options.ts';
import { runtimeQuestion } from '../questions/runtime-questions.ts';
import { itemOfRun } from '../state/lookup.ts';
import type { Item, Run, State } from '../state/state.ts';

/** A result after which its owner may want to see what was done. */
interface Done {
  readonly outcome: string;
  readonly route: Route;
  readonly judged: readonly Judged[];
  /** Of the question, among those of the same decision. */
  readonly nth: number;
}

/** The question of a review, for which the lineage stands still; null = none is due. */
export function reviewOf(
  facts: DecisionContext,
  state: State,
  run: Run,
  done: Done,
): { readonly changes: readonly Change[]; readonly id: string } | null {
  const { root } = run;
  const item = itemOfRun(state, run);
  const what = state.lineages.get(root ?? '')?.review;
  if (root === null || item === undefined || what == null) return null;
  const points = facts.index.node(run.plane, run.node).reviews ?? [];
  if (!points.some((one) => one.what === what && one.on.includes(done.outcome))) return null;
  if (!endsWell(facts, run, done.route)) return null;
  const family = facts.index.family(item.family);
  const asking = askingOf(facts, state, { what, root, item, family, judged: done.judged });
  if (asking === null) return null;
  const { node, terminal } = done.route;
  const proposals = proposedOf(done.judged).map((one) => {
    return keyOf(one.family.family_id, one.document.id);
  });
  const matter: Matter = { of: 'review', what, node, terminal, proposals };
  const about = { nth: done.nth, root, key: item.key, run: run.id, node: run.node };
  const asked = runtimeQuestion(state, about, { ...asking, default: null }, matter);
  return { changes: asked, id: `Q${state.questions_asked + done.nth}` };
}

/** What ends in another way is no point to look at it. */
function endsWell(facts: DecisionContext, run: Run, { terminal }: Route): boolean {
  if (terminal === null) return true;
  const { terminal_class } = facts.index.terminal(run.plane, terminal);
  return terminal_class === 'success' || terminal_class === 'no_op';
}

interface Reviewed {
  readonly what: Review;
  readonly root: string;
  readonly item: Item;
  readonly family: Family;
  readonly judged: readonly Judged[];
}

interface Asking {
  readonly question: string;
  readonly options: readonly string[];
}

/** Only root documents are shown: what comes of an incident is no new plan. */
function askingOf(facts: DecisionContext, state: State, reviewed: Reviewed): Asking | null {
  const { what, root, item, family, judged } = reviewed;
  if (family.closure.role !== 'root') return null;
  if (what === 'plan') return planAsking(item, proposedOf(judged));
  return item.id === root ? contractAsking(facts, state, reviewed) : null;
}

function contractAsking(facts: DecisionContext, state: State, reviewed: Reviewed): Asking | null {
  const { root, item, family, judged } = reviewed;
  const contract = state.targets.get(root)?.contract;
  if (contract === undefined) return null;
  const document =
    judged.find(({ isRevision }) => isRevision)?.document ??
    documentOf(facts.document(item.key).text ?? '', family);
  const wanted = document === null ? contract.items : contractItems(document, family);
  const { lines } = edited(contract, editsTo(contract, wanted), contract.version + 1);
  if (lines.length === 0) {
    const items = texts(contract.items);
    const question = `Is this the contract of ${root}? Planning leaves it as it is: ${items}`;
    return { question: `${question} ${IN_WORDS}`, options: [ACCEPT, WITHDRAW] };
  }
  const question = `Is this the contract of ${root}? ${listed(lines)} ${IN_WORDS}`;
  const options = contract.items.length === 0 ? [ACCEPT, WITHDRAW] : [ACCEPT, KEEP, WITHDRAW];
  return { question, options };
}

/** Null where nothing was planned that could be looked at. */
function planAsking(item: Item, proposed: readonly Judged[]): Asking | null {
  if (proposed.length === 0) return null;
  const lines = proposed.map(({ family, document }) => {
    const ids = idsCovered(document, family).join(', ');
    return `${document.id} "${document.title}"${ids === '' ? '' : ` for ${ids}`}`;
  });
  const count = lines.length === 1 ? 'one task' : `${lines.length} tasks`;
  const question = `Is this how ${item.id} is to be done? ${count}: ${listed(lines)} ${IN_WORDS}`;
  return { question, options: [ACCEPT, WITHDRAW] };
}

const IN_WORDS = 'Answer in your own words to have it changed.';
const LINES_SHOWN_MAX = 30;
const LINE_LENGTH_MAX = 160;

function texts(items: readonly ContractItem[]): string {
  return listed(items.map(({ id, text }) => `${id}: ${text}`));
}

function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, LINES_SHOWN_MAX).map((line) => {
    return line.length <= LINE_LENGTH_MAX ? line : `${headOf(line, LINE_LENGTH_MAX)}...`;
  });
  const more = lines.length - shown.length;
  const text = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function proposedOf(judged: readonly Judged[]): Judged[] {
  return judged.filter(({ isRevision }) => !isRevision);
}

function documentOf(text: string, family: Family): WorkDocument | null {
  const parsed = parseDocument(text, family);
  return parsed.ok ? parsed.document : null;
}
