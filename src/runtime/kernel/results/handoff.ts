import { documentFromTemplate, type WorkDocument } from '../../documents/index.ts';
import type { Handoff, TerminalState } from '../../plan/index.ts';
import { handoffChange } from '../changes/build-run.ts';
import type { Change } from '../changes/changes.ts';
import { keyOf } from '../evolve/items.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { namesOf, viaOf } from '../facts/names.ts';
import { descendant } from '../proposals/admit.ts';
import { type Run, workKey } from '../state/run.ts';
import type { State } from '../state/state.ts';
import type { Move } from './move.ts';
import { failureClass } from './routing.ts';

/**
 * The document that carries unfinished business to another plane, written by the runtime, with the
 * stage's report as evidence; and the move, which now names what it brought about.
 */
export function handOff(
  facts: DecisionContext,
  state: State,
  run: Run,
  move: Move,
  { terminal_state_id }: TerminalState,
  template: Handoff,
): { readonly changes: readonly Change[]; readonly move: Move } {
  const family = facts.index.family(template.family_id);
  const seed = [run.id, workKey(run), move.outcome, move.route.reason].join('\n');
  const names = (hash8: string) => ({
    ...namesOf(facts, state, run),
    request_id: move.request ?? '',
    terminal_result: move.outcome,
    failure_class: move.failure_class ?? failureClass(terminal_state_id),
    reason: move.route.reason,
    summary: move.summary,
    hash8,
  });
  const lists = { evidence: move.evidence, symptoms: move.symptoms };
  const document = firstFree(state, family.family_id, (again) =>
    documentFromTemplate(template, family, names(digest8(facts, `${seed}${again}`)), lists),
  );
  const admitted = descendant(facts.hash, {
    family,
    document,
    source: { kind: 'runtime', ref: move.request ?? run.id },
    root: run.root,
    via: viaOf(state, run),
  });
  const incident = keyOf(family.family_id, document.id);
  const spawned = { kind: family.family_id, item_id: document.id, reason: terminal_state_id };
  return {
    changes: [admitted, handoffChange({ incident, source: workKey(run), root: run.root })],
    move: { ...move, spawned: [...move.spawned, spawned] },
  };
}

const HANDOFF_IDS_TRIED_MAX = 8;

/**
 * The document under its own id. Where an older journal was put in the place of a newer one, the same
 * may lie in its folder already, and has come in from there.
 */
function firstFree(
  state: State,
  family: string,
  documentOf: (again: string) => WorkDocument,
): WorkDocument {
  const first = documentOf('');
  if (!state.items.has(keyOf(family, first.id))) return first;
  for (let again = 2; again <= HANDOFF_IDS_TRIED_MAX; again += 1) {
    const document = documentOf(`\n${again}`);
    if (!state.items.has(keyOf(family, document.id))) return document;
  }
  return first;
}

function digest8({ hash }: DecisionContext, text: string): string {
  return hash.sha256(text).slice(0, 8);
}
