import { allCommands, type CommandName, matchCommand } from '../commands.ts';
import { COMMON_FLAGS, ownFlags } from '../flags.ts';
import type { ProcessCommand } from '../process-command.ts';
import { PROCESSES } from '../processes.ts';

/** Something that may stand in place of the word that is being typed. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/**
 * Looks up what only the workspace knows: ids of its specs, tasks, runs and questions. The workspace is as it
 * was typed; absent = the command names none.
 */
export type Ids = (workspace: string | undefined) => Promise<readonly Candidate[]>;

const CANDIDATES_MAX = 200;
/** Inputs that are the id of something. */
const IDS_OF: ReadonlySet<string> = new Set([
  'item',
  'key',
  'question',
  'root',
  'run',
  'run_id',
  'work',
]);
const WORKSPACE = '--workspace=';
const HELP: Candidate = { value: '--help', about: 'Tell more.' };

/**
 * What the last of these words may become. None = nothing is known, and a shell offers files. Options
 * are offered behind a dash only.
 */
export async function candidatesFor(words: readonly string[], ids: Ids): Promise<Candidate[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const found = await allFor(before, typed, ids);
  const fitting = found.filter(({ value }) => value.startsWith(typed));
  return [...new Map(fitting.map((one) => [one.value, one])).values()].slice(0, CANDIDATES_MAX);
}

async function allFor(
  before: readonly string[],
  typed: string,
  ids: Ids,
): Promise<readonly Candidate[]> {
  const names = nextWords(before);
  const process = processOf(before);
  if (process !== undefined) return [...names, ...processCandidates(process, before, typed)];
  const matched = matchCommand(before);
  if (matched === null) return names;
  const { operation, input } = matched;
  const flags = [...ownFlags(operation), ...COMMON_FLAGS];
  const asked = flags.find(({ name }) => before.at(-1) === `--${name}`);
  if (asked?.values !== undefined)
    return asked.values.map((value) => ({ value, about: asked.about }));
  if (asked !== undefined && asked.type === 'string') return [];
  if (typed.startsWith('-')) {
    return [...flags.map(({ name, about }) => ({ value: `--${name}`, about })), HELP];
  }
  const [position] = operation.positional.filter((name) => !(name in input));
  const values = flags.find(({ name }) => name === position)?.values;
  if (values !== undefined) return [...names, ...values.map((value) => ({ value, about: '' }))];
  return IDS_OF.has(position ?? '') ? [...names, ...(await ids(workspaceIn(before)))] : names;
}

function workspaceIn(words: readonly string[]): string | undefined {
  const at = words.lastIndexOf('--workspace');
  if (at >= 0) return words[at + 1];
  return words.findLast((word) => word.startsWith(WORKSPACE))?.slice(WORKSPACE.length);
}

/** The words that may follow in the name of a command. */
function nextWords(before: readonly string[]): Candidate[] {
  const names = allCommands().filter(({ name }) => !name.includes(' --'));
  return names.flatMap(({ name, title }) => {
    const parts = name.split(' ');
    const fits = before.every((word, at) => parts[at] === word);
    const next = fits ? parts[before.length] : undefined;
    if (next === undefined) return [];
    const isLast = parts.length === before.length + 1;
    return [{ value: next, about: isLast ? title : groupTitle(names, before, next) }];
  });
}

function groupTitle(
  names: readonly CommandName[],
  before: readonly string[],
  next: string,
): string {
  const start = [...before, next].join(' ');
  const inside = names.filter(({ name }) => name.startsWith(`${start} `));
  return inside.map(({ name }) => name.slice(start.length + 1)).join(', ');
}

function processOf(before: readonly string[]): ProcessCommand | undefined {
  const said = `${before.join(' ')} `;
  return Object.values(PROCESSES).find(({ name }) => said.startsWith(`${name} `));
}

function processCandidates(
  { options }: ProcessCommand,
  before: readonly string[],
  typed: string,
): Candidate[] {
  const [, asked] = Object.entries(options).find(([name]) => before.at(-1) === `--${name}`) ?? [];
  if (asked?.value?.includes('|') === true) {
    return asked.value.split('|').map((value) => ({ value, about: asked.about }));
  }
  if (!typed.startsWith('-')) return [];
  const flags = Object.entries(options).map(([name, { about }]) => ({ value: `--${name}`, about }));
  return [...flags, HELP];
}
