import {
  at,
  type Finding,
  lineAt,
  type Node,
  part,
  type Rule,
  type Source,
  word,
} from './source.ts';

interface Ban {
  /** What the source text of a call, `new` or member expression looks like. */
  readonly pattern: RegExp;
  readonly instead: string;
  /** Paths that begin with one of these may. */
  readonly except: readonly string[];
}

const HOST = 'src/runtime/host/';

/** The edges of the process: they read arguments, streams, signals and the environment, and hand them in. */
const EDGES = [
  HOST,
  'src/bin.ts',
  'src/millrace-mcp.ts',
  'src/process/',
  'src/scripted/main.ts',
  'src/backend/host.ts',
  'src/mcp/stdio.ts',
];

const BANS: readonly Ban[] = [
  { pattern: /^Date\.now$/, instead: 'Ask the Clock port', except: [HOST] },
  { pattern: /^(new )?Date\(\)$/, instead: 'Ask the Clock port', except: [HOST] },
  { pattern: /^performance\./, instead: 'Ask the Clock port', except: [HOST] },
  { pattern: /^process\.hrtime\b/, instead: 'Ask the Clock port', except: [HOST] },
  { pattern: /^Math\.random$/, instead: 'Ask the Ids port', except: [HOST] },
  { pattern: /^crypto\./, instead: 'Ask the Ids or the Hash port', except: [HOST] },
  {
    pattern: /^set(Timeout|Interval|Immediate)\(/,
    instead: 'Wait through the Clock or the Wake port',
    // The server leaves within a bounded time when its client is gone.
    except: [HOST, 'src/mcp/stdio.ts'],
  },
  {
    pattern: /^process\./,
    instead: 'Only an edge reads it: take it as an argument, and give that another name',
    except: EDGES,
  },
  {
    pattern: /^console\./,
    instead: 'stdout is the protocol: log to what is handed in',
    except: [],
  },
];

/** Clocks, randomness, timers, the process and the console, where they are not handed in. */
export const nothingAmbient: Rule = (source) =>
  source.nodes.flatMap((node) => {
    const text = expressionOf(source, node);
    const ban = text === undefined ? undefined : BANS.find(({ pattern }) => pattern.test(text));
    if (ban === undefined || ban.except.some((prefix) => source.path.startsWith(prefix))) return [];
    return [at(source, node, `${text} is not allowed here`, ban.instead)];
  });

/** A call or a member of a global name, as `Date.now` or `setTimeout(...)`. */
function expressionOf(source: Source, node: Node): string | undefined {
  const inner = part(node, 'callee') ?? part(node, 'object');
  if (inner === undefined || !isGlobal(source, inner)) return undefined;
  if (node.type === 'MemberExpression' || part(node, 'callee')?.type === 'Identifier') {
    const text = source.text.slice(node.start, node.end).replace(/\s+/g, ' ');
    return text
      .replace(/^globalThis\./, '')
      .replace('?.', '.')
      .replace(/^new Date$/, '$&()');
  }
  return undefined;
}

function isGlobal(source: Source, node: Node): boolean {
  return (
    node.type === 'Identifier' || /^globalThis\.\w+$/.test(source.text.slice(node.start, node.end))
  );
}

/** Casts that there are good reasons for. The number is exact: a cast that goes takes its place here with it. */
export const CASTS: Readonly<Record<string, { readonly casts: number; readonly why: string }>> = {
  'src/runtime/kernel/checkpoint/checkpoint.ts': {
    casts: 1,
    why: 'our own words, guarded by a digest',
  },
  'src/runtime/kernel/checkpoint/columns.ts': { casts: 2, why: 'the same, 100,000 rows at a time' },
};

/** Checks that are switched off for one line. */
export const SILENCED: Readonly<Record<string, { readonly lines: number; readonly why: string }>> =
  {};

export const noAnyAndNoAssertion: Rule = (source) => [
  ...anys(source).map((node) =>
    at(source, node, 'the type any', 'Name the type, or parse an unknown with zod'),
  ),
  ...assertions(source).map((node) =>
    at(source, node, 'a non-null assertion', 'Handle the missing value or return early'),
  ),
];

export function anys({ nodes }: Source): Node[] {
  return nodes.filter(({ type }) => type === 'TSAnyKeyword');
}

export function assertions(source: Source): Node[] {
  return source.nodes.filter(
    (node) => node.type === 'TSNonNullExpression' || definite(source, node),
  );
}

function definite(source: Source, node: Node): boolean {
  if (node.type !== 'VariableDeclarator' && node.type !== 'PropertyDefinition') return false;
  return /^[\w\s#]+!:/.test(source.text.slice(node.start, node.end));
}

export function casts(source: Source): Node[] {
  return source.nodes.filter((node) => {
    if (node.type === 'TSTypeAssertion') return true;
    if (node.type !== 'TSAsExpression') return false;
    return word(part(part(node, 'typeAnnotation') ?? node, 'typeName'), 'name') !== 'const';
  });
}

export const castsWithinBudget: Rule = (source) => {
  const found = casts(source).map((node) => lineAt(source.text, node.start));
  const instead = 'Narrow with a guard or parse with zod; `as const` is free';
  return beyond(found, CASTS[source.path]?.casts ?? 0, 'a cast', instead);
};

const SILENCERS = /@ts-(?:ignore|expect-error|nocheck)|biome-(?:ignore)|eslint-(?:disable)/g;

export const nothingSilenced: Rule = ({ path, text }) => {
  const found = [...text.matchAll(SILENCERS)].map(({ index }) => lineAt(text, index));
  const instead = 'Write it so that the check passes';
  return beyond(found, SILENCED[path]?.lines ?? 0, 'a check that is switched off', instead);
};

/** A budget is exact, so that it shrinks with what it was for. */
function beyond(
  found: readonly number[],
  budget: number,
  what: string,
  instead: string,
): Finding[] {
  if (found.length === budget) return [];
  if (found.length > budget) return found.map((line) => ({ line, what, instead }));
  const left = `${found.length} of a budget of ${budget}`;
  return [
    { line: 1, what: `${what}: ${left}`, instead: 'Lower the number in test/tidy/banned.ts' },
  ];
}
