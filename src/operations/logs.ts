import { z } from 'zod';
import { aboutAnswer } from './support/about.ts';
import { answerRoom } from './support/context.ts';
import { defineOperation } from './support/define.ts';
import { limit, lookKey, nextField, readErrors, simulated } from './support/fields.ts';
import { clip, largestFit } from './support/text.ts';

const ANSWER_BYTES_MAX = 2048;
const TERMINAL_BYTES_MAX = 64 * 1024;
const SHARES: readonly [number, ...number[]] = [1, 0.5, 0.25, 0.1, 0];
const LINE_BYTES_MAX = 200;

export const logs = defineOperation({
  name: 'logs',
  title: 'Show what a stage prints',
  summary: 'Show what the running stage does now, or what a finished one printed, for a person.',
  effect: 'read',
  idempotent: true,
  input: z.strictObject({
    key: lookKey.optional(),
    limit: limit.default(20),
  }),
  output: z.looseObject({
    root: z.string().optional().describe('Root spec of its lineage.'),
    item: z.string().optional().describe('Family and id.'),
    title: z.string().describe('Of what it works on.'),
    state: z.string().describe('Where that stands.'),
    node: z.string().describe('The stage.'),
    run_id: z.string().describe('Its run.'),
    is_running: z.boolean().describe('It runs now.'),
    lines: z.array(z.string()).describe('Its last lines.'),
    path: z.string().describe('The whole output, below the workspace.'),
    simulated,
    next: nextField,
  }),
  errors: [...readErrors, 'plan_missing', 'run_not_found', 'resource_not_found'],
  positional: ['key'],
  paths: [],
  follows: 'Go on until the stage ends; Ctrl-C ends only the looking.',
  examples: [
    {
      title: 'What is it doing?',
      input: {},
      output: { node: 'builder', is_running: true, lines: ['npm test'] },
    },
  ],
  async run(context, { key, limit: wanted }) {
    const runtime = await context.runtime();
    const view = runtime.logs({ key: key ?? null, lines: wanted, follow: null });
    const room = answerRoom(context, ANSWER_BYTES_MAX, TERMINAL_BYTES_MAX);
    const operation = view.is_running ? 'run_wait' : 'show';
    const input = view.is_running ? {} : { key: view.run_id };
    return largestFit(room, SHARES, (share) => ({
      ...aboutAnswer(view.about),
      node: view.node,
      run_id: view.run_id,
      is_running: view.is_running,
      lines: lastOf(view.lines, share).map((line) => clip(line, LINE_BYTES_MAX)),
      path: view.path,
      size_bytes: view.size_bytes,
      simulated: view.simulated,
      next: context.say({ call: { operation, input }, why: 'it tells what comes of it' }),
    }));
  },
});

function lastOf(lines: readonly string[], share: number): readonly string[] {
  const count = Math.ceil(lines.length * share);
  return count === 0 ? [] : lines.slice(-count);
}
