import { type Family, type Handoff, itemId, type TerminalState } from '../runtime/plan/index.ts';
import { fits } from './check-family.ts';
import { pointer, quote, type Report } from './diagnostics.ts';
import type { Loop, Selection } from './selection.ts';
import { own } from './support/own.ts';
import {
  checkTemplate,
  HANDOFF_LISTS,
  HANDOFF_NAMES,
  isTemplate,
  originNames,
} from './templates.ts';

/** Classes of terminal states whose work goes on elsewhere. */
const HANDS_OVER: readonly TerminalState['terminal_class'][] = [
  'escalate_planning',
  'followup_needed',
];
/** The heading of every document. */
const TITLE_KEY = 'title';

/** Terminal states, the documents they hand over, and the closure decision that ends in two of them. */
export function checkTerminals(loop: Loop, selection: Selection, report: Report): void {
  loop.graph.terminal_states.forEach((state, index) => {
    const place = { file: loop.file, pointer: pointer('terminal_states', index, 'handoff') };
    if (state.handoff !== null) {
      checkHandoff(state.handoff, selection, place, report);
    } else if (HANDS_OVER.includes(state.terminal_class)) {
      report.error(
        'handoff_missing',
        place,
        `The terminal state ${quote(state.terminal_state_id)} hands work over without a document.`,
        'Describe the document in handoff, or choose the class blocked.',
      );
    }
  });
  checkCompletion(loop, report);
}

interface TerminalLocation {
  readonly file: string;
  readonly pointer: string;
}

function checkHandoff(
  handoff: Handoff,
  { mode, families }: Selection,
  place: TerminalLocation,
  report: Report,
): void {
  const under = (...parts: (string | number)[]): TerminalLocation => ({
    file: place.file,
    pointer: `${place.pointer}${pointer(...parts)}`,
  });
  const names = [...HANDOFF_NAMES, ...originNames(mode.value.families)];
  checkTemplate(handoff.id, names, under('id'), report);
  if (!itemId.safeParse(handoff.id.replaceAll(/\{[^{}]*\}/g, 'x')).success) {
    const message = `${quote(handoff.id)} does not make an id.`;
    const next = 'Use letters, digits, ".", "_", "-" and values in braces.';
    report.error('handoff_invalid', under('id'), message, next);
  }
  for (const [key, text] of Object.entries(handoff.scalars)) {
    checkTemplate(text, names, under('scalars', key), report);
  }
  for (const [key, texts] of Object.entries(handoff.lists)) {
    texts.forEach((text, index) => {
      if (HANDOFF_LISTS.includes(text)) return;
      checkTemplate(text, [...names, ...HANDOFF_LISTS], under('lists', key, index), report);
    });
  }
  const known = { what: 'family of this mode', known: mode.value.families };
  const family = families.get(handoff.family_id)?.value;
  if (report.known(handoff.family_id, under('family_id'), known) && family !== undefined) {
    checkFields(handoff, family, under, report);
  }
}

function checkFields(
  handoff: Handoff,
  family: Family,
  under: (...parts: (string | number)[]) => TerminalLocation,
  report: Report,
): void {
  const scalars = family.scalars.map((field) => field.key);
  const lists = family.lists.map((field) => field.key);
  for (const [key, text] of Object.entries(handoff.scalars)) {
    const what = `scalar field of ${quote(family.family_id)}`;
    if (!report.known(key, under('scalars', key), { what, known: scalars })) continue;
    const field = family.scalars.find((one) => one.key === key);
    if (field === undefined || isTemplate(text) || fits(text, field)) continue;
    const message = `${quote(text)} is not a value that the field ${quote(key)} may have.`;
    report.error('handoff_invalid', under('scalars', key), message, 'Write one of its choices.');
  }
  for (const key of Object.keys(handoff.lists)) {
    const what = `list field of ${quote(family.family_id)}`;
    report.known(key, under('lists', key), { what, known: lists });
  }
  for (const key of missingFields(handoff, family)) {
    report.error(
      'handoff_invalid',
      under(),
      `The document lacks ${quote(key)}, which the family ${quote(family.family_id)} requires.`,
      'Add it to scalars or lists of the handoff.',
    );
  }
}

/** The id has its own template; what a family fills in at intake may be left out. */
function missingFields(handoff: Handoff, family: Family): string[] {
  const scalars = family.scalars.filter(
    (field) =>
      (field.required || field.key === TITLE_KEY) &&
      field.key !== family.id_key &&
      field.default === undefined &&
      field.intake === undefined &&
      own(handoff.scalars, field.key) === undefined,
  );
  const lists = family.lists.filter(
    (field) =>
      field.required && field.intake === undefined && !own(handoff.lists, field.key)?.length,
  );
  return [...scalars, ...lists].map((field) => field.key);
}

function checkCompletion(loop: Loop, report: Report): void {
  const completion = loop.graph.completion_behavior;
  if (completion === undefined) return;
  const at = (key: string): TerminalLocation => ({
    file: loop.file,
    pointer: pointer('completion_behavior', key),
  });
  const wrong = (key: string, message: string, next: string): void => {
    report.error('completion_invalid', at(key), message, next);
  };
  const { target_node_id: target, on_pass_terminal_state_id: pass } = completion;
  const gap = completion.on_gap_terminal_state_id;
  if (report.known(target, at('target_node_id'), { what: 'node', known: loop.nodes.keys() })) {
    const kind = loop.nodes.get(target)?.kind;
    if (kind?.value.closure_role === false) {
      const message = `The stage kind of the node ${quote(target)} has no closure role.`;
      wrong('target_node_id', message, 'Name a node that judges, or set closure_role on its kind.');
    }
  }
  const terminals = { what: 'terminal state', known: [...loop.terminals.keys()] };
  report.known(pass, at('on_pass_terminal_state_id'), terminals);
  report.known(gap, at('on_gap_terminal_state_id'), terminals);
  if (pass === gap) {
    const message = 'A passed and a failed judgement end in the same terminal state.';
    wrong('on_gap_terminal_state_id', message, 'Give each its own terminal state.');
  }
  const passClass = loop.terminals.get(pass)?.terminal_class;
  if (passClass !== undefined && passClass !== 'success') {
    const message = `The terminal state ${quote(pass)} is not of class success.`;
    wrong('on_pass_terminal_state_id', message, 'Name a terminal state of class success.');
  }
  const gapState = loop.terminals.get(gap);
  if (completion.create_incident_on_gap && gapState?.handoff === null) {
    const message = `The terminal state ${quote(gap)} has no handoff document.`;
    wrong('create_incident_on_gap', message, 'Describe the document in handoff of that state.');
  }
}
