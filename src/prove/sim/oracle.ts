import { baseText, type State } from '../../runtime/kernel/index.ts';

/**
 * The oracle of every row: what a campaign came to has to be what it comes to without any fault. It
 * compares the state that the journal holds, the rendered tree, the answer to `status`, and which
 * attempts ran.
 */
const decoder = new TextDecoder();

/**
 * State without what a crash may change: an attempt that surely never ran costs two records and an
 * ordinal, and a repeated command finds the document there. Everything else has to be equal.
 */
export function canonicalState(state: State): string {
  const text = baseText(state)
    .replace(/"(?:seq|first_seq|last_seq)":\d+/g, '"seq":0')
    .replace(/"(?:seq|first|last)":\[[\d,]*\]/g, '"seq":[]')
    .replace(/"(?:attempts|unspawned|ordinal)":\d+/g, '"count":0')
    .replace(/"answers":\[.*?\]\],"runs_started"/, '"runs_started"');
  return canonicalText(text);
}

/**
 * Without the random part of ids: a journal that could not be made is made again, and nobody has seen
 * the first one.
 */
export function withoutEpoch(text: string): string {
  return text
    .replace(/\b(run|request)-[0-9a-f]+-(?=\d{6})/g, '$1-E-')
    .replace(/"epoch":( ?)"[0-9a-f]*"/g, '"epoch":$1"E"');
}

/** Ids without their epoch and attempts without their ordinal, and what a prompt says about it. */
export function canonicalText(text: string): string {
  return withoutEpoch(text)
    .replace(/(request-E-\d{6})-\d+/g, '$1-N')
    .replace(/attempt \d+/g, 'attempt N')
    .replace(/"ordinal": \d+/g, '"ordinal": 0');
}

/** Rows without sequence numbers, attempts that never ran, and journals that came back. */
function canonicalEvents(text: string): string {
  return canonicalText(text)
    .split('\n')
    .filter(
      (row) =>
        !/"outcome":"void"|"event_type":"(?:journal_rebuilt|journal_restored|state_restored)"/.test(
          row,
        ),
    )
    .map((row) => row.replace(/"seq":\d+/, '"seq":0'))
    .join('\n');
}

/** Content of a file; the same object is the same content. */
export interface Leaf {
  readonly length: number;
  read(at: number, length: number): Uint8Array;
}

/** Canonical path below the runtime folder -> content. */
export type Tree = ReadonlyMap<string, Leaf>;

/** Assets, which nothing here writes, and what has tests and names of its own. */
export const SKIPPED = new Set([
  'journal',
  'state/.render',
  'entrypoints',
  'skills',
  'modes',
  'graphs',
  'registry',
  'families',
]);

/** The attempt that a file belongs to, with its ordinal. */
export const ATTEMPT_PATH = /^attempts\/request-[0-9a-f]+-\d{6}-(\d+)\//;

/**
 * Links to what an attempt left, and copies of them for a later one: made once and not rebuilt. The
 * attempt's own folder has it all.
 */
const EVIDENCE = /^(?:runs\/[^/]+\/|attempts\/[^/]+\/in\/evidence\/\d+-)runner_/;

export function isEvidenceOf(request: string, path: string): boolean {
  return EVIDENCE.test(path) && path.includes(`.${request}.`);
}

/** The first difference between two trees, or null. */
export function difference(expected: Tree, found: Tree, evidence: 'all' | 'some'): string | null {
  for (const [path, content] of expected) {
    const other = found.get(path);
    if (other !== content && evidence === 'some' && EVIDENCE.test(path)) continue;
    if (other === undefined) return `${path} is missing`;
    if (other === content) continue;
    const [text, otherText] = [textOf(content), textOf(other)];
    if (text === otherText) continue;
    const a = canonicalContent(path, text, evidence);
    const b = canonicalContent(path, otherText, evidence);
    if (a !== b) return `${path} differs:\n${firstDifference(a, b)}`;
  }
  for (const path of found.keys()) if (!expected.has(path)) return `${path} is left over`;
  return null;
}

function textOf(content: Leaf): string {
  return decoder.decode(content.read(0, content.length));
}

/** Says of each piece of evidence where its copy lies, or that it is not kept any more. */
const EVIDENCE_INDEX = /^attempts\/[^/]+\/in\/evidence\/index\.md$/;

function canonicalContent(path: string, text: string, evidence: 'all' | 'some'): string {
  if (path.endsWith('runtime_events.jsonl')) return canonicalEvents(text);
  const plain = canonicalText(text);
  const mayLack = evidence === 'some' && EVIDENCE_INDEX.test(path);
  return mayLack ? plain.replace(/(runner_\S+`) is (?:`.*`|not kept any more)/g, '$1') : plain;
}

const SHOWN_LENGTH = 300;

export function firstDifference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const from = Math.max(0, at - SHOWN_LENGTH / 3);
  const part = (text: string) => text.slice(from, at + SHOWN_LENGTH);
  return `expected ...${part(a)}\nfound    ...${part(b)}`;
}

/** What the harnesses of a campaign say. */
export interface Ran {
  /** Attempt -> how often it was spawned. */
  readonly spawned: ReadonlyMap<string, number>;
  readonly overlapping: readonly string[];
  readonly requests: readonly { readonly request_id: string }[];
}

/** Nothing ran twice, nothing ran that need not run, and nothing was forgotten. */
export function onceOnly(world: Ran, golden: Ran): string | null {
  for (const [attempt, times] of world.spawned) {
    if (times !== 1) return `${attempt} was spawned ${times} times`;
  }
  if (world.overlapping.length > 0) return `${world.overlapping[0]} ran beside another attempt`;
  const played = withoutEpoch(world.requests.map((one) => one.request_id).join(' '));
  const right = withoutEpoch(golden.requests.map((one) => one.request_id).join(' '));
  return played === right ? null : `stages played: ${played} instead of ${right}`;
}

/** Without times and what is derived from them: two campaigns at different hours are equal. */
export function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/(?<![0-9a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-f])/g, '<digest>')
    .replace(/,"late_ms":\d+/g, '')
    .replace(/\b1\d{12}\b/g, '0')
    .replace(/"(?:size_bytes|duration_ms|wall_ms)":\d+/g, '"size":0')
    .replace(
      USAGE_BY_TIME,
      (_, minutes: string, quarters: string) => `"used":[${usedIn(minutes)},${usedIn(quarters)}]`,
    );
}

const USAGE_BY_TIME = /"minutes":(\[[\d,[\]]*\]),"quarters":(\[[\d,[\]]*\]),"session":\{[^}]*\}/g;

/** All that spans of time hold together. A session of a loop is as long as nobody kills it. */
function usedIn(spans: string): string {
  const found = [...spans.matchAll(/\[\d+,(\d+),(\d+)\]/g)];
  const sum = (group: number) => found.reduce((all, one) => all + Number(one[group]), 0);
  return `[${sum(1)},${sum(2)}]`;
}
