/**
 * Words by which a client that shows tools only when they are searched for finds this one, as users say
 * them. Sources: Claude Code searches the text below this key, word by word, beside name and description;
 * Codex searches the title instead. `test/e2e/clients-search.test.ts` asks both.
 */
export const SEARCH_HINT_KEY = 'anthropic/searchHint';

const HINTS: Readonly<Record<string, string>> = {
  init: 'initialize or set up this project, workspace',
  compile_validate: 'is the configuration valid, check the config and plan',
  enqueue_spec:
    'hand over or delegate a long task, work to come back to later, add a feature request to the queue',
  status: 'check progress, how far is it, is it stuck',
  runs_trace: 'history of a run, what happened in it',
  upgrade_preview: 'update or upgrade to the new version',
  run_start: 'start working in the background, keep going until it is done, overnight',
  run_wait: 'tell me when it is finished or done, wait, keep me informed, check progress',
  inspect:
    'what is it doing, read the logs, show what changed, diff, why is it stuck, blocked, failed, report',
  control: 'pause, resume, cancel or stop everything, abort, try the failed task again, retry',
  revise:
    'change the requirements, drop or waive an acceptance criterion, answer a question, cancel a spec',
  upkeep: 'free disk space, clean up old files, repair, can agents be started',
};

export function searchHint(tool: string): string | undefined {
  return HINTS[tool];
}
