import { factsOf, fillTemplate, renderDocument } from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import type {
  AdmitChange,
  Change,
  Recorded,
  ReviseChange,
  RouteChange,
} from '../changes/changes.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { namesOf } from '../facts/names.ts';
import { byteLength, viaOf } from '../results/outcome.ts';
import type { Item, Run, State } from '../state/state.ts';
import { type Judged, judge, type Proposal, type ProposalContext, textOf } from './judge.ts';

export type Admission =
  | {
      readonly ok: true;
      readonly changes: readonly Change[];
      readonly spawned: RouteChange['spawned'];
    }
  | { readonly ok: false; readonly errors: readonly string[] };

/** Validates what a stage proposes as one set and turns it into changes: all or none. */
export function admitProposals(
  facts: DecisionContext,
  state: State,
  run: Run,
  proposals: readonly Proposal[],
): Admission {
  if (proposals.length === 0) return { ok: true, changes: [], spawned: [] };
  const active = revisable(facts, state, run);
  const { judged, problems, unresolved } = judge(groundOf(facts, state, run, active), proposals);
  const errors = [...problems, ...unresolved].map(textOf);
  if (errors.length > 0) return { ok: false, errors };
  const changes: Change[] = [];
  const admitted: AdmitChange[] = [];
  for (const one of judged) {
    const recorded = record(facts, renderDocument(one.document, one.family));
    if (one.isRevision && active !== undefined) changes.push(revision(one, recorded, active, run));
    else admitted.push(admission(state, run, one, recorded));
  }
  const spawned = admitted.map(({ family, id }) => ({
    kind: family,
    item_id: id,
    reason: 'proposed',
  }));
  return { ok: true, changes: [...changes, ...admitted], spawned };
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
  return may_revise && run.key !== null ? state.items.get(run.key) : undefined;
}

export function allowedFamilies(facts: DecisionContext, state: State, run: Run): Family[] {
  const node = facts.index.node(run.plane, run.node);
  const active = run.key === null ? undefined : state.items.get(run.key);
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

function record(facts: DecisionContext, text: string): Recorded {
  return { sha256: facts.hash.sha256(text), size_bytes: byteLength(text), text };
}

function revision(
  { family, document }: Judged,
  recorded: Recorded,
  active: Item,
  run: Run,
): ReviseChange {
  return {
    k: 'revise@1',
    key: active.key,
    at: active.at,
    title: document.title,
    deps: factsOf(document, family).depends_on,
    document: recorded,
    source: { kind: 'stage', ref: run.request?.id ?? null },
  };
}

function admission(
  state: State,
  run: Run,
  { family, document }: Judged,
  recorded: Recorded,
): AdmitChange {
  const about = factsOf(document, family);
  return {
    k: 'admit@1',
    family: family.family_id,
    id: document.id,
    at: about.at,
    title: document.title,
    deps: about.depends_on,
    root: family.closure.role === 'none' ? null : (run.root ?? about.root),
    idea: about.idea,
    start_node: about.start_node,
    via: viaOf(state, run),
    document: recorded,
    handed_over: null,
    source: { kind: 'stage', ref: run.request?.id ?? null },
    state: 'queue',
  };
}
