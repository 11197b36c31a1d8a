import { factsOf, fillTemplate } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type { AdmitChange, Change, RouteChange } from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { namesOf, viaOf } from '../facts/names.ts';
import { itemOfRun } from '../state/lookup.ts';
import type { Item, Run, State } from '../state/state.ts';
import { descendant, revision, type Submission } from './admit.ts';
import { judge, textOf } from './judge.ts';
import type { Judged, Proposal, ProposalContext, Violation } from './types.ts';

export type Admission =
  | {
      readonly ok: true;
      readonly changes: readonly Change[];
      readonly spawned: RouteChange['spawned'];
      readonly judged: readonly Judged[];
    }
  | { readonly ok: false; readonly errors: readonly Violation[] };

/** Validates what a stage proposes as one set and turns it into changes: all or none. */
export function admitProposals(
  facts: DecisionContext,
  state: State,
  run: Run,
  proposals: readonly Proposal[],
): Admission {
  if (proposals.length === 0) return { ok: true, changes: [], spawned: [], judged: [] };
  const active = revisable(facts, state, run);
  const { judged, problems, unresolved } = judge(groundOf(facts, state, run, active), proposals);
  // A set that could not be read says nothing yet about how its documents go together.
  const kind = judged.length === 0 ? 'document' : 'proposal';
  const errors = [...problems, ...unresolved].map((one) => ({ kind, text: textOf(one) }));
  if (errors.length > 0) return { ok: false, errors };
  const changes: Change[] = [];
  const admitted: AdmitChange[] = [];
  for (const one of judged) {
    const submission = submissionOf(run, one);
    if (one.isRevision && active !== undefined) {
      changes.push(revision(facts.hash, submission, active.at));
    } else {
      const root = run.root ?? factsOf(one.document, one.family).root;
      admitted.push(descendant(facts.hash, { ...submission, root, via: viaOf(state, run) }));
    }
  }
  const spawned = admitted.map(({ family, id }) => ({
    kind: family,
    item_id: id,
    reason: 'proposed',
  }));
  return { ok: true, changes: [...changes, ...admitted], spawned, judged };
}

function groundOf(
  facts: DecisionContext,
  state: State,
  run: Run,
  active: Item | undefined,
): ProposalContext {
  const families = allowedFamilies(facts, state, run);
  const lineages = inheritance(facts, state, run, families);
  return {
    families,
    active:
      active === undefined
        ? null
        : { key: active.key, text: facts.document(active.key).text ?? '' },
    inherited: ({ family_id }) => lineages[family_id] ?? {},
    isKnown: (key) => state.items.has(key),
  };
}

/** The active item, where the stage may propose its new revision. */
function revisable(facts: DecisionContext, state: State, run: Run): Item | undefined {
  const { may_revise } = facts.index.node(run.plane, run.node);
  return may_revise ? itemOfRun(state, run) : undefined;
}

export function allowedFamilies(facts: DecisionContext, state: State, run: Run): Family[] {
  const node = facts.index.node(run.plane, run.node);
  const active = itemOfRun(state, run);
  const ids = new Set(node.proposes);
  if (node.may_revise && active !== undefined) ids.add(active.family);
  return [...ids].map((id) => facts.index.family(id));
}

/** Family -> the fields that what is proposed of it gets from the run. */
export function inheritance(
  facts: DecisionContext,
  state: State,
  run: Run,
  families: readonly Family[],
): Record<string, Record<string, string>> {
  const names = namesOf(facts, state, run);
  return Object.fromEntries(families.map((one) => [one.family_id, inherited(one, names)]));
}

function inherited(family: Family, names: Readonly<Record<string, string>>) {
  const lineage: Record<string, string> = {};
  for (const [key, template] of Object.entries(family.closure.inherit)) {
    const value = fillTemplate(template, names);
    if (value !== '') lineage[key] = value;
  }
  return lineage;
}

function submissionOf(run: Run, { family, document }: Judged): Submission {
  return { family, document, source: { kind: 'stage', ref: run.request?.id ?? null } };
}
