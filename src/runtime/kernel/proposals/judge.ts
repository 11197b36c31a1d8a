import {
  DOCUMENT_SIZE_BYTES_MAX,
  factsOf,
  parseDocument,
  renameReferences,
  type WorkDocument,
  withId,
  withScalars,
} from '../../documents/index.ts';
import type { Family } from '../../plan/index.ts';
import { byteLength } from '../changes/content.ts';
import { keyOf } from '../evolve/items.ts';
import { duplicates, renamed, unresolved } from './references.ts';
import type { Judgement, Parsed, Problem, Proposal, ProposalContext } from './types.ts';

/** Documents that one result may bring: one record takes in no more. */
export const PROPOSALS_MAX = 100;

/** One line for the stage. */
export function textOf({ name, what }: Problem): string {
  return name === null ? what : `${name}: ${what}`;
}

/** Judges what a stage proposes as one set. */
export function judge(context: ProposalContext, proposals: readonly Proposal[]): Judgement {
  const problems: Problem[] = [];
  const refused = { judged: [], problems, unresolved: [] };
  if (proposals.length > PROPOSALS_MAX) {
    const what = `out/work holds ${proposals.length} documents; propose at most ${PROPOSALS_MAX}`;
    problems.push({ name: null, what });
    return refused;
  }
  const set = proposals.flatMap((one) => parse(context, one, problems));
  problems.push(...duplicates(set));
  if (problems.length > 0) return refused;
  const renames = renamed(context, set, problems);
  const judged = set.map((one) => {
    const isRevision = keyOf(one.family.family_id, one.document.id) === context.active?.key;
    const taken = isRevision ? undefined : renames.get(one.family.family_id);
    const lineage = isRevision ? keptLineage(context, one) : context.inherited(one.family);
    problems.push(...foreign(one, lineage));
    const document = withScalars(renameOwn(one, taken ?? NONE), one.family, lineage);
    problems.push(...problemsOf(document, one));
    return { ...one, document, proposedId: one.document.id, isRevision };
  });
  const loose = unresolved(context, judged, problems);
  return { judged, problems, unresolved: loose };
}

const NONE: ReadonlyMap<string, string> = new Map();

function renameOwn(one: Parsed, renames: ReadonlyMap<string, string>): WorkDocument {
  const document = renameReferences(one.document, one.family, renames);
  return withId(document, renames.get(document.id) ?? document.id);
}

function parse(context: ProposalContext, proposal: Proposal, problems: Problem[]): Parsed[] {
  const { families } = context;
  const name = `out/work/${proposal.name}`;
  const size_bytes = byteLength(proposal.text);
  if (size_bytes > DOCUMENT_SIZE_BYTES_MAX) {
    const what = `has ${size_bytes} bytes; the limit is ${DOCUMENT_SIZE_BYTES_MAX}`;
    problems.push({ name, what });
    return [];
  }
  const family =
    families.find((one) => hasId(proposal.text, one)) ??
    (families.length === 1 ? families[0] : undefined);
  if (family === undefined) {
    const labels = families.map(idLabel).join(', ') || 'none: this stage proposes nothing';
    const what = `no id field of a document that this stage may propose (${labels})`;
    problems.push({ name, what });
    return [];
  }
  const parsed = parseDocument(proposal.text, withoutInherited(family));
  if (parsed.ok) return [{ name, family, document: parsed.document }];
  for (const { line, message } of parsed.problems) {
    problems.push({ name, what: `${line === 0 ? '' : `line ${line}: `}${message}` });
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

function idLabel(family: Family): string {
  return family.scalars.find((field) => field.key === family.id_key)?.label ?? family.id_key;
}

function hasId(text: string, family: Family): boolean {
  return text.split('\n').some((line) => line.trim().startsWith(`${idLabel(family)}:`));
}

/** A revision keeps the lineage that its item has. */
function keptLineage({ active }: ProposalContext, { family }: Parsed): Record<string, string> {
  const current = parseDocument(active?.text ?? '', family);
  const lineage: Record<string, string> = {};
  if (!current.ok) return lineage;
  for (const key of Object.keys(family.closure.inherit)) {
    const value = current.document.scalars[key];
    if (value !== undefined) lineage[key] = value;
  }
  return lineage;
}

/** A proposal may leave its lineage out, but not claim another one. */
function foreign(one: Parsed, lineage: Readonly<Record<string, string>>): Problem[] {
  const { closure } = one.family;
  const keys = [closure.root_keys[0], closure.idea_key].filter((key) => key != null);
  return keys.flatMap((key) => {
    const own = one.document.scalars[key];
    const right = lineage[key];
    if (own === undefined || right === undefined || own === right) return [];
    const what = `${key} is ${own}, but this work belongs to ${right}; leave the field out`;
    return [{ name: one.name, what }];
  });
}

function problemsOf(document: WorkDocument, { name, family }: Parsed): Problem[] {
  const { depends_on, id } = factsOf(document, family);
  const { scalars, closure } = family;
  const missing = scalars
    .filter((field) => field.required && field.default === undefined)
    .filter(({ key }) => Object.hasOwn(closure.inherit, key) && !document.scalars[key])
    .map(({ label }) => ({ name, what: `${label} is missing` }));
  return depends_on.includes(id)
    ? [...missing, { name, what: `${id} depends on itself` }]
    : missing;
}
