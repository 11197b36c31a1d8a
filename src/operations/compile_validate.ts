import { z } from 'zod';
import type { Diagnostic } from '../compiler/diagnostics.ts';
import type { CompileView } from '../product/backend.ts';
import type { StatusView } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { defineOperation } from './support/define.ts';
import { EXIT_CODES } from './support/exit-codes.ts';
import { currentness, nextField, simulated, writeErrors } from './support/fields.ts';
import { clip } from './support/text.ts';

const DIAGNOSTICS_SHOWN_MAX = 20;
const LOOPS_SHOWN_MAX = 20;
const RUNNERS_LENGTH_MAX = 400;

export const compileValidate = defineOperation({
  name: 'compile_validate',
  title: 'Validate the configuration and its plan',
  summary: 'Compile mode, graphs, prompts and config; report problems and changes.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    mode: z.string().min(1).max(80).optional().describe("Default: the config's."),
    adopt: z.boolean().default(false).describe('Make it the plan.'),
  }),
  output: z.looseObject({
    valid: z.boolean().describe('There is no error; warnings may be there.'),
    mode: z.string().optional().describe('Mode that was compiled.'),
    simulated,
    candidate_plan_id: z.string().optional().describe('What the sources compile to now.'),
    fingerprint: z.looseObject({}).optional().describe('What it is compiled from.'),
    adopted_plan_id: z.string().optional().describe('What the runtime executes.'),
    adopted: z.boolean().describe('This call adopted the candidate.'),
    currentness,
    loops: z
      .array(
        z.looseObject({
          plane: z.string(),
          loop: z.string(),
          nodes: z.number(),
          runners: z.string(),
        }),
      )
      .describe('Of the candidate.'),
    changes: z
      .array(z.string())
      .optional()
      .describe('What the candidate changes of the plan that is adopted when this is called.'),
    diagnostics: z
      .array(
        z.looseObject({
          severity: z.enum(['error', 'warning']),
          code: z.string(),
          file: z.string(),
          pointer: z.string(),
          line: z.number().optional(),
          message: z.string(),
          next: z.string(),
        }),
      )
      .describe('Errors first.'),
    diagnostics_total: z.number().describe('Of all, shown or not.'),
    plan: z.string().optional().describe('Resource with the adopted plan.'),
    next: nextField,
  }),
  /** A script must not go on as if it were valid. */
  exit_code: ({ valid }) => (valid === true ? 0 : EXIT_CODES.author),
  errors: [...writeErrors, 'mode_unknown'],
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Check the plan of the workspace',
      input: {},
      output: { valid: true, currentness: 'current', diagnostics_total: 0 },
    },
  ],
  changes: ({ adopt }) => adopt,
  async run(context, input) {
    const runtime = await context.runtime();
    const view = await context.compile(input.mode ?? null, runtime.adoptedPlan());
    if (input.mode !== undefined && view.mode_id === null) throw unknownMode(view);
    const valid = view.plan_id !== null;
    const adopted = valid && input.adopt && (await runtime.adopt(input.mode));
    const now = runtime.status();
    return {
      valid,
      mode: view.mode_id ?? undefined,
      simulated: view.simulated,
      candidate_plan_id: view.plan_id ?? undefined,
      fingerprint: view.plan?.compile_input_fingerprint,
      adopted_plan_id: now.plan_id ?? undefined,
      adopted,
      currentness: now.currentness,
      loops: view.loops.slice(0, LOOPS_SHOWN_MAX).map(({ plane, loop_id, nodes, runners }) => ({
        plane,
        loop: loop_id,
        nodes,
        runners: runnersLine(runners),
      })),
      changes: view.changes == null ? undefined : [...view.changes],
      diagnostics: view.diagnostics.slice(0, DIAGNOSTICS_SHOWN_MAX).map(shorten),
      diagnostics_total: view.diagnostics.length,
      plan: now.plan_id === null ? undefined : context.resource('plan'),
      next: nextOf(view, now),
    };
  },
});

/** Who runs the stages: one name when it is one, else each with its nodes. */
function runnersLine(runners: CompileView['loops'][number]['runners']): string {
  const [only, ...more] = runners.keys();
  if (only !== undefined && more.length === 0) return only;
  const parts = [...runners].map(([name, nodes]) => `${name}: ${nodes.join(', ')}`);
  return clip(parts.join('; '), RUNNERS_LENGTH_MAX);
}

function shorten({ severity, code, file, pointer, line, message, next }: Diagnostic) {
  return {
    severity,
    code,
    file,
    pointer,
    line,
    message: clip(message, 400),
    next: clip(next, 300),
  };
}

function nextOf(view: CompileView, now: StatusView): string {
  if (view.plan_id === null) {
    return 'Fix the errors in diagnostics (file and pointer say where) and call compile_validate again.';
  }
  if (now.plan_id === null) {
    return 'The plan is valid. Hand over work with enqueue_spec; the plan is adopted with it.';
  }
  if (now.plan_id === view.plan_id) {
    return 'The plan is valid and adopted. Hand over work with enqueue_spec, or call run_once.';
  }
  if (view.changes?.length === 0) {
    return 'The plan is valid and changes nothing of what runs. Call enqueue_spec or run_once.';
  }
  if (now.currentness === 'current') {
    return (
      'The plan is valid. The workspace says what it said when its plan was adopted, which goes on ' +
      'unchanged; this release compiles it as changes tells. Call compile_validate with adopt true ' +
      'to take that over.'
    );
  }
  return (
    'The plan is valid and differs from the adopted one; changes says in what. ' +
    'Call compile_validate with adopt true to run it.'
  );
}

function unknownMode({ diagnostics }: CompileView): MillraceError {
  const [first] = diagnostics.filter(({ file }) => file === '');
  return new MillraceError('mode_unknown', {
    what: first?.message ?? 'There is no such mode',
    next: first?.next ?? 'Call compile_validate without mode, or name a mode of the workspace.',
  });
}
