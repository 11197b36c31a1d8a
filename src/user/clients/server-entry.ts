import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** The name of the server in every config. */
export const SERVER_NAME = 'millrace';

const SERVER_COMMAND = 'millrace-mcp';

/** How a client starts the server, as setup writes it. */
export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables that are handed on by name, for a client that hands on few. */
  readonly env_vars?: readonly string[];
}

const startEntry = z.looseObject({
  command: z.string(),
  args: z.array(z.string()).default([]),
  env_vars: z.array(z.unknown()).default([]),
});

/** Whether an entry starts this program, wherever that lay when the entry was written. */
export function startsMillrace(entry: unknown): boolean {
  return addedTo(entry) !== null;
}

/** Whether nothing stands in an entry but what setup writes. */
export function isAsWritten(entry: unknown, own: ServerEntry): boolean {
  const added = addedTo(entry);
  if (added === null) return false;
  const known = new Set<unknown>(own.env_vars);
  const isPlain = added.words.length === 0 && added.env_vars.every((name) => known.has(name));
  return isPlain && Object.keys(added.keys).length === 0;
}

/** Whether an entry starts this program and no more: as setup writes it here, or by the name of its own. */
export function isHarmless(entry: unknown, own: ServerEntry): boolean {
  const found = structuredClone(entry);
  return [own, { command: SERVER_COMMAND, args: [] }].some((one) =>
    isDeepStrictEqual(found, renewed(undefined, one)),
  );
}

/** The entry that is to stand there. What its owner added to an older one of ours stays. */
export function renewed(entry: unknown, own: ServerEntry): Record<string, unknown> {
  const { keys, words, env_vars } = addedTo(entry) ?? NOTHING;
  const names = [...new Set([...(own.env_vars ?? []), ...env_vars])];
  return {
    ...keys,
    command: own.command,
    args: [...own.args, ...words],
    ...(names.length === 0 ? {} : { env_vars: names }),
  };
}

interface Added {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
  readonly env_vars: readonly unknown[];
}

const NOTHING: Added = { keys: {}, words: [], env_vars: [] };

/** What stands in an entry beside the start of this program; null = it starts something else. */
function addedTo(entry: unknown): Added | null {
  const parsed = startEntry.safeParse(entry);
  if (!parsed.success) return null;
  const { command, args, env_vars, ...keys } = parsed.data;
  const words = wordsBehind(command, args);
  return words === null ? null : { keys, words, env_vars };
}

function wordsBehind(command: string, args: readonly string[]): readonly string[] | null {
  if (/(?:^|\/)millrace-mcp$/.test(command)) return args;
  const [program = '', word] = args;
  if (program.endsWith('/dist/millrace-mcp.js')) return args.slice(1);
  return program.endsWith('/dist/bin.js') && word === 'mcp' ? args.slice(2) : null;
}
