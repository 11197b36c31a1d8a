import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';

/**
 * Shown to a model before any tool. Some clients show only the first 250 characters, so those must
 * do alone.
 */
const FIRST = [
  'Millrace governs work too long for one session: hand over a spec with enqueue_spec, then',
  'run_start, and run_wait until it is closed. It plans, builds, checks, repairs and judges; work',
  'survives crashes and sessions. Start with status.',
];

const FLOW = [
  'New workspace: init, compile_validate, enqueue_spec, run_start, run_wait. Each answer has `next`,',
  'the step to take. The loop that run_start starts outlives you; run_stop ends it. Without it,',
  'run_once runs one stage, waits at most wait_seconds, and the next call, from any client, waits',
  'for the same stage. `simulated: true` means that a script played the stages and no model worked.',
];

const EVIDENCE = [
  'Refused calls answer {error: {code, message, next}}; do what `next` says. Evidence: runs_trace,',
  'and the resources millrace://status, plan, specs, runs, graph/{plane}, runs/{run_id}. Below',
  `${RUNTIME_FOLDER}/ edit only config and assets; work goes in through enqueue_spec.`,
];

export const instructions = [FIRST, FLOW, EVIDENCE].map((lines) => lines.join(' ')).join('\n\n');
