import { z } from 'zod';
import type { Agreement, Artifact } from '../../plan/index.ts';
import { judgeSkill } from '../../skills/index.ts';
import { jsonOf, strictText } from '../harness/text.ts';
import type { Outbox } from './outbox.ts';
import { type ContractError, errorsOf } from './violations.ts';

/** What the artifacts of a stage are compared with. */
export interface ContractView {
  /** Open ids of the lineage's contract, in its order; empty where none are recorded. */
  readonly items: readonly {
    readonly id: string;
    readonly waived: boolean;
    /** Its text came after the earlier judgement. */
    readonly is_new?: boolean;
  }[];
  /** File in `out/` -> what an earlier judgement of the same contract left under that name. */
  readonly earlier: ReadonlyMap<string, string>;
}

export const NO_CONTRACT: ContractView = { items: [], earlier: new Map() };

/** Errors that the same stage is shown of one artifact at most. */
const ERRORS_PER_ARTIFACT_MAX = 20;

/** Where an artifact contradicts the outcome, the contract or an earlier judgement. */
export function disagreements(
  artifacts: readonly Artifact[],
  outcome: string,
  files: Outbox['files'],
  contract: ContractView,
): ContractError[] {
  return artifacts.flatMap((artifact) => {
    const bytes = files.get(artifact.file);
    if (bytes === undefined) return [];
    return [
      ...errorsOf('artifact', formErrors(artifact, bytes)),
      ...errorsOf('artifact', skillErrors(artifact, outcome, bytes)),
      ...errorsOf('agreement', agreementErrors(artifact, outcome, bytes, contract)),
    ].slice(0, ERRORS_PER_ARTIFACT_MAX);
  });
}

/** A text that is to become a skill is one already. What is no text at all is told elsewhere. */
function skillErrors(
  { file, promotes, required_on }: Artifact,
  outcome: string,
  bytes: Uint8Array,
) {
  const text = promotes === undefined ? null : strictText(bytes);
  if (text === null || !required_on.includes(outcome)) return [];
  return judgeSkill(text).problems.map((problem) => `out/${file} is no skill: ${problem}`);
}

/** By the schema that the stage kind declares. What is no JSON at all is told elsewhere. */
function formErrors({ file, schema }: Artifact, bytes: Uint8Array): string[] {
  const value = schema === undefined ? undefined : jsonOf(bytes);
  if (schema === undefined || value === undefined) return [];
  const parsed = z.fromJSONSchema(schema).safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => {
    const where = path.length === 0 ? 'the whole' : path.join('.');
    return `out/${file}: ${where}: ${message}`;
  });
}

function agreementErrors(
  { file, agrees }: Artifact,
  outcome: string,
  bytes: Uint8Array,
  contract: ContractView,
): string[] {
  if (agrees === undefined) return [];
  const value = objectOf(jsonOf(bytes));
  return [
    ...outcomeErrors(file, agrees, outcome, value),
    ...entryErrors(file, agrees, outcome, value, contract),
    ...(agrees.keeps_entries === true ? changedEntries(file, bytes, contract) : []),
  ];
}

type JsonObject = ReadonlyMap<string, unknown>;

function objectOf(value: unknown): JsonObject {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map(isObject ? Object.entries(value) : []);
}

function outcomeErrors(
  file: string,
  { outcome_field }: Agreement,
  outcome: string,
  value: JsonObject,
): string[] {
  if (outcome_field === undefined || value.get(outcome_field) === outcome) return [];
  const named = value.get(outcome_field);
  const says = typeof named === 'string' ? `says ${named}` : 'names no result';
  return [
    `out/${file}: ${outcome_field} ${says}, but your result is ${outcome}; both must be the same`,
  ];
}

function entryErrors(
  file: string,
  { contract_entries: rule }: Agreement,
  outcome: string,
  value: JsonObject,
  { items }: ContractView,
): string[] {
  if (rule === undefined) return [];
  const list = value.get(rule.list);
  const entries = Array.isArray(list) ? list.map(objectOf) : [];
  const where = `out/${file}: ${rule.list}`;
  const idOf = (entry: JsonObject) => String(entry.get(rule.id) ?? '');
  const ids = entries.map(idOf);
  const errors = items
    .filter(({ id }) => !ids.includes(id))
    .map(
      ({ id }) =>
        `${where} has no entry with the ${rule.id} ${id}; each item of the contract needs one`,
    );
  for (const [at, entry] of entries.entries()) {
    const id = idOf(entry);
    const item = items.find((one) => one.id === id);
    const isWaived = entry.get(rule.waived) === true;
    if (id !== '' && ids.indexOf(id) !== at)
      errors.push(`${where} has two entries with the ${rule.id} ${id}`);
    if (item === undefined && CONTRACT_ID.test(id) && items.length > 0) {
      errors.push(`${where}: ${id} is no open item of the contract`);
    }
    if (isWaived !== (item?.waived ?? false)) {
      errors.push(
        isWaived
          ? `${where}: ${id} is not waived; only its owner can let an item go`
          : `${where}: ${id} is waived by its owner; enter it with "${rule.waived}": true`,
      );
    }
    if (rule.all_met_on.includes(outcome) && !isWaived && entry.get(rule.met) !== true) {
      const name = id === '' ? `entry ${at + 1}` : id;
      errors.push(`${where}: ${name} is not met, and ${outcome} needs every entry to be met`);
    }
  }
  if (items.length === 0 && entries.length === 0 && rule.all_met_on.includes(outcome)) {
    errors.push(`${where} is empty, and ${outcome} says that every criterion is met`);
  }
  return errors;
}

const CONTRACT_ID = /^[A-Z]\d+$/;

/** Entries of the earlier text that the new one lacks or has in other words. */
function changedEntries(
  file: string,
  bytes: Uint8Array,
  { items, earlier }: ContractView,
): string[] {
  const before = earlier.get(file);
  if (before === undefined) return [];
  const known = entriesIn(before);
  const now = entriesIn(strictText(bytes) ?? '');
  return items.flatMap(({ id, is_new, waived }) => {
    const text = known.get(id);
    if (is_new === true || waived || text === undefined || text === now.get(id)) return [];
    const what = now.has(id) ? 'has other words than' : 'is missing; it stands in';
    return [
      `out/${file}: the entry of ${id} ${what} in/${file}; copy it unchanged, its item is the same`,
    ];
  });
}

/** An entry begins on a line that names its id first: a heading, a list item or plain text. */
const ENTRY = /^\s{0,3}(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+)?(?:\*\*|__|\[)?([A-Z]\d+)\b/;

/** Id -> its text up to the next entry, without blank lines at the end. */
function entriesIn(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string[]>();
  let lines: string[] | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const id = ENTRY.exec(line)?.[1];
    if (id !== undefined && !found.has(id)) {
      lines = [];
      found.set(id, lines);
    }
    lines?.push(line);
  }
  return new Map([...found].map(([id, of]) => [id, of.join('\n').trimEnd()]));
}
