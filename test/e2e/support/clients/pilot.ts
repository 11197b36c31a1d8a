import { z } from 'zod';
import { tools } from '../../../../src/operations/index.ts';
import type { Reply } from '../api.ts';
import type { Script } from '../model.ts';

const SERVER = 'millrace';
const TOOLS = new Set(tools.map(({ name }) => name));

/** The model of one session: what it says in its turns, each after it has heard what came of the one before. */
export type Pilot<Last = string> = Generator<Reply, Last, string>;

/** What a model said, and what it heard of it. */
export interface Turn {
  readonly reply: Reply;
  heard: string;
}

/** Its last word is what the pilot returns. What it did not expect ends the session, and is said there. */
export function scriptOf(pilot: Pilot, turns: Turn[]): Script {
  let wrong: Reply | null = null;
  return ({ heard: answered = '', told = '' }) => {
    if (wrong !== null) return wrong;
    const before = turns.at(-1);
    const heard = before?.reply.text === undefined ? answered : JSON.stringify(told);
    if (before !== undefined) before.heard = heard;
    try {
      const { done, value } = pilot.next(heard);
      const reply = done === true ? { text: value } : value;
      turns.push({ reply, heard: '' });
      return reply;
    } catch (thrown) {
      wrong = { status: 400, message: `${thrown} after ${heard}` };
      turns.push({ reply: wrong, heard: '' });
      return wrong;
    }
  };
}

const facts = z.record(z.string(), z.unknown());
const answer = z.looseObject({
  next: z.string().optional(),
  root: z.string().optional(),
  state: z.string().optional(),
  reason: z.string().optional(),
  condition: z.string().optional(),
  active: z.array(z.looseObject({ node: z.string() })).optional(),
  spec: z.looseObject({ state: z.string() }).optional(),
  error: z.looseObject({ code: z.string(), next: z.string() }).optional(),
});
export type ServerAnswer = z.output<typeof answer>;

/** Calls a tool of our server. */
export function* call(tool: string, args: z.output<typeof facts> = {}): Pilot<ServerAnswer> {
  return answerIn(yield { mcp: { server: SERVER, tool, args } });
}

/** The answer of our server within the words in which a client wraps it. */
export function answerIn(heard: string): ServerAnswer {
  const found = answerOrNull(heard);
  if (found === null) throw new Error('there is no answer of our server');
  return found;
}

export function answerOrNull(heard: string): ServerAnswer | null {
  const lines = textsIn(JSON.parse(heard)).flatMap((text) => text.split('\n'));
  const line = lines.find((one) => one.startsWith('{'));
  return line === undefined ? null : answer.parse(JSON.parse(line));
}

/** Tools of our server that a client finds by these words, the best first. */
export function* search(words: string): Pilot<string[]> {
  return foundIn(yield { search: words });
}

export function foundIn(heard: string): string[] {
  const named = [...heard.matchAll(/"(?:tool_)?name":"(?:mcp__millrace__)?(\w+)"/g)];
  return [...new Set(named.flatMap(([, name = '']) => (TOOLS.has(name) ? [name] : [])))];
}

const CALLS_MAX = 12;

/**
 * Makes the call that each answer names, and nothing else, until one says that it is closed and shows the
 * report. `own` is what only the caller can know, by the name of the tool that wants it.
 */
export function* obey(
  first: ServerAnswer,
  own: Readonly<Record<string, z.output<typeof facts>>> = {},
): Pilot<ServerAnswer> {
  let newest = first;
  for (let count = 0; count < CALLS_MAX; count += 1) {
    const { tool, args } = callIn(newest.error?.next ?? newest.next ?? '');
    newest = yield* call(tool, { ...own[tool], ...args });
    if (tool === 'inspect' && newest.state === 'closed') return newest;
  }
  throw new Error(`next led to no report within ${CALLS_MAX} calls`);
}

/** The call that a sentence names first: a tool, and the arguments beside it. */
export function callIn(sentence: string): { tool: string; args: z.output<typeof facts> } {
  for (const [, tool = '', args = '{}'] of sentence.matchAll(/(\w+)(?: (\{.*?\})(?=[:. ]|$))?/g)) {
    if (TOOLS.has(tool)) return { tool, args: facts.parse(JSON.parse(args)) };
  }
  throw new Error(`there is no call in: ${sentence}`);
}

/** Every text within a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
