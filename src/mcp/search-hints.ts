/**
 * Words by which a client that shows tools only when they are searched for finds this one, beside its
 * name and description. Source: the key is what Claude Code searches.
 */
export const SEARCH_HINT_KEY = 'anthropic/searchHint';

const HINTS: Readonly<Record<string, string>> = {
  init: 'initialize or set up a workspace',
  enqueue_spec: 'hand over or delegate a long task',
  run_start: 'start the loop, run in the background',
  run_wait: 'wait until it is done, progress',
  inspect: 'what is it doing, why is it blocked, show logs, diff, report, health',
  control: 'pause, resume, cancel a stage, stop the loop, retry',
  revise: 'change or cancel a spec, answer a question, waive, prioritize, note',
};

export function searchHint(tool: string): string | undefined {
  return HINTS[tool];
}
