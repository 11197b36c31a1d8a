import {
  factsOf,
  fillTemplate,
  parseDocument,
  renameReferences,
  renderDocument,
  type WorkDocument,
  withId,
  withScalars,
} from '../documents/index.ts';
import type { Family } from '../plan/index.ts';
import type { AdmitChange, Change, Recorded, ReviseChange, RouteChange } from './changes.ts';
import type { Facts } from './decision.ts';
import { keyOf } from './evolve-items.ts';
import { namesOf } from './names.ts';
import { byteLength, viaOf } from './outcome.ts';
import { duplicates, renamed, unresolved } from './proposal-set.ts';
import type { Item, Run, State } from './state.ts';

/** Documents that one result may bring. Source: one record takes in at most so many. */
export const PROPOSALS_MAX = 100;

/** A file of `out/work/`. */
export interface Proposal {
  readonly name: string;
  readonly text: string;
}

export type Admission =
  | {
      readonly ok: true;
      readonly changes: readonly Change[];
      readonly spawned: RouteChange['spawned'];
    }
  | { readonly ok: false; readonly errors: readonly string[] };

export interface Parsed {
  readonly name: string;
  readonly family: Family;
  readonly document: WorkDocument;
}

/** Validates what a stage proposes as one set and turns it into changes: all or none. */
export function admitProposals(
  facts: Facts,
  state: State,
  run: Run,
  proposals: readonly Proposal[],
): Admission {
  if (proposals.length === 0) return { ok: true, changes: [], spawned: [] };
  const errors: string[] = [];
  if (proposals.length > PROPOSALS_MAX) {
    errors.push(`out/work holds ${proposals.length} documents; propose at most ${PROPOSALS_MAX}`);
    return { ok: false, errors };
  }
  const set = proposals.flatMap((one) => parse(facts, state, run, one, errors));
  errors.push(...duplicates(set));
  if (errors.length > 0) return { ok: false, errors };
  const active = revisable(facts, state, run);
  const renames = renamed(state, set, active, errors);
  const names = namesOf(facts, state, run);
  const changes: Change[] = [];
  const admitted: AdmitChange[] = [];
  for (const one of set) {
    const isRevision = active?.key === keyOf(one.family.family_id, one.document.id);
    const taken = isRevision ? undefined : renames.get(one.family.family_id);
    const lineage = isRevision ? keptLineage(facts, one, active) : inherited(one.family, names);
    errors.push(...foreign(one, lineage));
    const document = withScalars(renameOwn(one, taken ?? NONE), one.family, lineage);
    errors.push(...problemsOf(document, one));
    const recorded = record(facts, renderDocument(document, one.family));
    if (isRevision) changes.push(revision(one.family, document, recorded, active, run));
    else admitted.push(admission(state, run, one.family, document, recorded));
  }
  errors.push(...unresolved(state, admitted, changes));
  if (errors.length > 0) return { ok: false, errors };
  const spawned = admitted.map(({ family, id }) => ({
    kind: family,
    item_id: id,
    reason: 'proposed',
  }));
  return { ok: true, changes: [...changes, ...admitted], spawned };
}

const NONE: ReadonlyMap<string, string> = new Map();

/** The active item, where the stage may propose its new revision. */
function revisable(facts: Facts, state: State, run: Run): Item | undefined {
  const { may_revise } = facts.index.node(run.plane, run.node);
  return may_revise && run.key !== null ? state.items.get(run.key) : undefined;
}

function renameOwn(one: Parsed, renames: ReadonlyMap<string, string>): WorkDocument {
  const document = renameReferences(one.document, one.family, renames);
  return withId(document, renames.get(document.id) ?? document.id);
}

function parse(
  facts: Facts,
  state: State,
  run: Run,
  proposal: Proposal,
  errors: string[],
): Parsed[] {
  const allowed = allowedFamilies(facts, state, run);
  const where = `out/work/${proposal.name}`;
  const family =
    allowed.find((one) => hasId(proposal.text, one)) ?? (allowed.length === 1 ? allowed[0] : null);
  if (family == null) {
    const labels =
      allowed.map((one) => idLabel(one)).join(', ') || 'none: this stage proposes nothing';
    errors.push(`${where}: no id field of a document that this stage may propose (${labels})`);
    return [];
  }
  const parsed = parseDocument(proposal.text, withoutInherited(family));
  if (parsed.ok) return [{ name: where, family, document: parsed.document }];
  for (const problem of parsed.problems) {
    const line = problem.line === 0 ? '' : `line ${problem.line}: `;
    errors.push(`${where}: ${line}${problem.message}`);
  }
  return [];
}

/** A proposal need not say what it gets from its run. */
function withoutInherited(family: Family): Family {
  const { inherit } = family.closure;
  const scalars = family.scalars.map((field) =>
    Object.hasOwn(inherit, field.key) ? { ...field, required: false } : field,
  );
  return { ...family, scalars };
}

function allowedFamilies(facts: Facts, state: State, run: Run): Family[] {
  const node = facts.index.node(run.plane, run.node);
  const active = run.key === null ? undefined : state.items.get(run.key);
  const ids = new Set(node.proposes);
  if (node.may_revise && active !== undefined) ids.add(active.family);
  return [...ids].map((id) => facts.index.family(id));
}

function idLabel(family: Family): string {
  return family.scalars.find((field) => field.key === family.id_key)?.label ?? family.id_key;
}

function hasId(text: string, family: Family): boolean {
  return text.split('\n').some((line) => line.trim().startsWith(`${idLabel(family)}:`));
}

function inherited(family: Family, names: Readonly<Record<string, string>>) {
  const lineage: Record<string, string> = {};
  for (const [key, template] of Object.entries(family.closure.inherit)) {
    const value = fillTemplate(template, names);
    if (value !== '') lineage[key] = value;
  }
  return lineage;
}

/** A revision keeps the lineage that its item has. */
function keptLineage(facts: Facts, one: Parsed, active: Item | undefined): Record<string, string> {
  const current = parseDocument(facts.document(active?.key ?? '').text ?? '', one.family);
  const lineage: Record<string, string> = {};
  if (!current.ok) return lineage;
  for (const key of Object.keys(one.family.closure.inherit)) {
    const value = current.document.scalars[key];
    if (value !== undefined) lineage[key] = value;
  }
  return lineage;
}

/** A proposal may leave its lineage out, but not claim another one. */
function foreign(one: Parsed, lineage: Readonly<Record<string, string>>): string[] {
  const { closure } = one.family;
  const keys = [closure.root_keys[0], closure.idea_key].filter((key) => key != null);
  return keys.flatMap((key) => {
    const own = one.document.scalars[key];
    const right = lineage[key];
    if (own === undefined || right === undefined || own === right) return [];
    return [
      `${one.name}: ${key} is ${own}, but this work belongs to ${right}; leave the field out`,
    ];
  });
}

function problemsOf(document: WorkDocument, one: Parsed): string[] {
  const { depends_on, id } = factsOf(document, one.family);
  const { scalars, closure } = one.family;
  const missing = scalars
    .filter((field) => field.required && field.default === undefined)
    .filter(({ key }) => Object.hasOwn(closure.inherit, key) && !document.scalars[key])
    .map(({ label }) => `${one.name}: ${label} is missing`);
  return depends_on.includes(id) ? [...missing, `${one.name}: ${id} depends on itself`] : missing;
}

function record(facts: Facts, text: string): Recorded {
  return { sha256: facts.hash.sha256(text), size_bytes: byteLength(text), text };
}

function revision(
  family: Family,
  document: WorkDocument,
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
  family: Family,
  document: WorkDocument,
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
