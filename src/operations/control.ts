import { cancelStage } from './cancel_stage.ts';
import { clearStaleState } from './clear_stale_state.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';
import { retryActive } from './retry_active.ts';
import { retryBlocked } from './retry_blocked.ts';
import { runStop } from './run_stop.ts';
import { groupOperations } from './support/group.ts';

/** What an operator does to running work. Clients see one tool; a terminal has a command for each. */
export const control = groupOperations({
  name: 'control',
  title: 'Control running work',
  summary: 'Intervene: stop the loop, pause or cancel a stage, retry blocked work.',
  by: 'action',
  members: {
    pause,
    resume,
    retry_active: retryActive,
    cancel_stage: cancelStage,
    clear_stale_state: clearStaleState,
    retry_blocked: retryBlocked,
    run_stop: runStop,
  },
});
