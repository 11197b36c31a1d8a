import type { EventView } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import type {
  ConfigChange,
  LoopChange,
  PauseChange,
  ResumeChange,
  UnreadableChange,
  UsageWarningChange,
} from '../../kernel/index.ts';

import { configWords, usageWords } from './why-lines.ts';

type Words = Pick<EventView, 'kind' | 'what'>;
type WorkspaceEventChange =
  | PauseChange
  | ResumeChange
  | UsageWarningChange
  | ConfigChange
  | UnreadableChange
  | LoopChange;

/** What keeps the whole workspace, or no longer does. */
export function workspaceEvent(change: WorkspaceEventChange): Words {
  switch (change.k) {
    case 'pause@1':
      return { kind: 'paused', what: `paused by ${change.source}: ${change.reason}` };
    case 'resume@1':
      return { kind: 'went_on', what: `pause by ${change.source} lifted` };
    case 'usage-warning@1':
      return { kind: 'usage', what: usageWords(change) };
    case 'config@1':
      return { kind: change.event === 'refused' ? 'refused' : 'config', what: configWords(change) };
    case 'unreadable@1':
      return { kind: 'unreadable', what: `${change.path} cannot be read` };
    case 'loop@1':
      return loopEvent(change);
    default:
      return exhausted(change);
  }
}

function loopEvent(change: LoopChange): Words {
  switch (change.event) {
    case 'started':
      return { kind: 'loop', what: 'the loop started' };
    case 'refused':
      return {
        kind: 'refused',
        what: `${change.refusal.code}: ${change.refusal.what}`,
      };
    case 'went_on':
      return { kind: 'went_on', what: 'the loop goes on' };
    case 'ended':
      return { kind: 'loop', what: 'the loop ended' };
    default:
      return exhausted(change);
  }
}
