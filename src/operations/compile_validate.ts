import { z } from 'zod';
import type { Diagnostic } from '../compiler/diagnostics.ts';
import type { CompileView } from './context.ts';
import { defineOperation } from './define.ts';
import { currentness, nextStep, simulated } from './fields.ts';
import { clip } from './text.ts';

const DIAGNOSTICS_SHOWN_MAX = 20;
const LOOPS_SHOWN_MAX = 20;

export const compileValidate = defineOperation({
  name: 'compile_validate',
  title: 'Validate the compiled plan',
  summary:
    'Compile mode, graphs, prompts and config into a plan and report every problem. Leaves the adopted plan alone unless adopt is true.',
  effect: 'write',
  idempotent: true,
  input: z.strictObject({
    mode: z.string().min(1).max(80).optional().describe("Mode to compile. Default: the config's."),
    adopt: z.boolean().default(false).describe('Make the valid candidate the plan that runs.'),
  }),
  output: z.looseObject({
    valid: z.boolean(),
    mode: z.string(),
    simulated,
    candidate_plan_id: z.string().optional(),
    adopted_plan_id: z.string().optional(),
    adopted: z.boolean().describe('This call adopted the candidate.'),
    currentness: currentness.describe('Of the adopted plan against its sources.'),
    loops: z.array(z.looseObject({ plane: z.string(), loop: z.string(), nodes: z.number() })),
    diagnostics: z.array(
      z.looseObject({
        severity: z.enum(['error', 'warning']),
        code: z.string(),
        file: z.string(),
        pointer: z.string(),
        message: z.string(),
        next: z.string(),
      }),
    ),
    diagnostics_total: z.number(),
    plan: z.string().optional().describe('Resource with the adopted plan.'),
    next: nextStep,
  }),
  errors: ['input_invalid', 'workspace_not_initialized', 'config_invalid', 'mode_unknown'],
  positional: [],
  paths: [],
  examples: [
    {
      title: 'Check the plan of the workspace',
      input: {},
      output: { valid: true, currentness: 'current', diagnostics_total: 0 },
    },
  ],
  async run(context, input) {
    const view = await context.compile({ mode: input.mode ?? null, adopt: input.adopt });
    const valid = view.candidate_plan_id !== null;
    return {
      valid,
      mode: view.mode_id,
      simulated: view.simulated,
      candidate_plan_id: view.candidate_plan_id ?? undefined,
      adopted_plan_id: view.adopted_plan_id ?? undefined,
      adopted: view.adopted,
      currentness: view.currentness,
      loops: view.loops.slice(0, LOOPS_SHOWN_MAX).map(({ plane, loop_id, nodes }) => ({
        plane,
        loop: loop_id,
        nodes,
      })),
      diagnostics: view.diagnostics.slice(0, DIAGNOSTICS_SHOWN_MAX).map(shorten),
      diagnostics_total: view.diagnostics.length,
      plan: view.adopted_plan_id === null ? undefined : context.resource('plan'),
      next: nextOf(view),
    };
  },
});

function shorten({ severity, code, file, pointer, message, next }: Diagnostic) {
  return { severity, code, file, pointer, message: clip(message, 400), next: clip(next, 300) };
}

function nextOf(view: CompileView): string {
  if (view.candidate_plan_id === null) {
    return 'Fix the errors in diagnostics (file and pointer say where) and call compile_validate again.';
  }
  if (view.adopted || view.currentness === 'current') {
    return 'The adopted plan is current. Hand over work with enqueue_spec, or call run_once.';
  }
  if (view.currentness === 'missing') {
    return 'The plan is valid. run_once adopts it, or call compile_validate with adopt true.';
  }
  return 'The sources changed since the adopted plan. Call compile_validate with adopt true to run the new plan.';
}
