import { nodesOf, type Plan } from '../runtime/plan/index.ts';
import { isTable } from './config-values.ts';
import { canonicalJson } from './support/canonical.ts';

/** Changes that are named; how many more there are is said. */
const CHANGES_MAX = 20;
const VALUE_LENGTH_MAX = 60;
const ITEMS_MAX = 5;
const REORDERED = 'in another order';
/** Of a harness. A plan of before they were frozen is run with those of this release anyway. */
const WORDS = 'words';
/** Tables whose values are nobody's business: their keys say enough. */
const HIDDEN: readonly string[] = ['env'];
/** How an element of a list is told from the others; the first that all of them have counts. */
const NAMES: readonly (readonly string[])[] = [
  ['edge_id', 'outcome'],
  ['entry_key'],
  ['node_id'],
  ['policy_id'],
  ['rule_id'],
  ['terminal_state_id'],
  ['artifact_id'],
  ['key'],
];

/**
 * What another plan would change of what runs, one line each: values of the config, of the release
 * and of the assets alike. Ids, digests and times are no changes.
 */
export function planChanges(before: Plan, after: Plan): string[] {
  const lines = [
    ...changesOf(effectOf(before), effectOf(after), []),
    ...textChanges(before, after),
  ];
  if (lines.length <= CHANGES_MAX) return lines;
  return [...lines.slice(0, CHANGES_MAX), `and ${lines.length - CHANGES_MAX} more`];
}

/** What of a plan decides how it runs, with the planes at the top. */
function effectOf(plan: Plan): object {
  const { mode_id, claim_order, concurrency_policy, families, limits } = plan;
  const { learning_trigger_rules, trigger_family_id, contract_retries, lost_retries } = plan;
  const used = new Set(nodesOf(plan.graphs_by_plane).map((node) => node.runner_name));
  const runners = Object.entries(plan.runners).filter(([name]) => used.has(name));
  return {
    mode_id,
    claim_order,
    concurrency_policy,
    limits,
    contract_retries,
    lost_retries,
    runners: Object.fromEntries(runners),
    families,
    ...plan.graphs_by_plane,
    learning_trigger_rules,
    trigger_family_id,
  };
}

/** Prompts and skills of which the plan holds only the digest. */
function textChanges(before: Plan, after: Plan): string[] {
  const [old, now] = [textsOf(before), textsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path) ?? null, now.get(path) ?? null];
    if (was === is) return [];
    return `${path}: ${was === null ? 'added' : is === null ? 'removed' : 'changed'}`;
  });
}

function textsOf({ resolved_assets }: Plan): Map<string, string | null> {
  const texts = resolved_assets.filter(
    ({ asset_family }) => asset_family === 'entrypoint' || asset_family === 'skill',
  );
  return new Map(texts.map((asset) => [asset.compile_time_path, asset.content_sha256]));
}

function changesOf(before: unknown, after: unknown, path: readonly string[]): string[] {
  if (canonicalJson(before) === canonicalJson(after)) return [];
  if (before === undefined && path.at(-1) === WORDS) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old === null || now === null)
    return [`${path.join('.')}: ${changeText(before, after, path)}`];
  const inner = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) =>
    changesOf(old.get(key), now.get(key), [...path, key]),
  );
  const isReordered = inner.length === 0 && Array.isArray(before);
  return isReordered ? [`${path.join('.')}: ${REORDERED}`] : inner;
}

/** What a value consists of by name; null = it is one thing. */
function membersOf(value: unknown): Map<string, unknown> | null {
  if (isTable(value)) return new Map(Object.entries(value));
  if (!Array.isArray(value) || value.length === 0) return null;
  const names = NAMES.map((keys) => value.map((item) => nameOf(item, keys)));
  const chosen = names.find((ones) => ones.every((one) => one !== null));
  const named = new Map(value.map((item, at) => [chosen?.[at] ?? '', item]));
  return named.size === value.length ? named : null;
}

function nameOf(item: unknown, keys: readonly string[]): string | null {
  const members = new Map(Object.entries(isTable(item) ? item : {}));
  const parts = keys.map((key) => members.get(key));
  return parts.every((part) => typeof part === 'string') ? parts.join(' ') : null;
}

function changeText(before: unknown, after: unknown, path: readonly string[]): string {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  if (path.some((key) => HIDDEN.includes(key))) return 'changed';
  if (Array.isArray(before) && Array.isArray(after)) return listChange(before, after);
  return `${shortJson(before)} -> ${shortJson(after)}`;
}

/** Only what is in one of the two. */
function listChange(before: readonly unknown[], after: readonly unknown[]): string {
  const [old, now] = [before.map(shortJson), after.map(shortJson)];
  const gone = old.filter((item) => !now.includes(item)).map((item) => `without ${item}`);
  const come = now.filter((item) => !old.includes(item)).map((item) => `with ${item}`);
  const named = [...gone, ...come];
  if (named.length === 0) return REORDERED;
  const rest = named.length - ITEMS_MAX;
  return [...named.slice(0, ITEMS_MAX), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}

function shortJson(value: unknown): string {
  const text = canonicalJson(value);
  return text.length <= VALUE_LENGTH_MAX ? text : `${text.slice(0, VALUE_LENGTH_MAX)}...`;
}
