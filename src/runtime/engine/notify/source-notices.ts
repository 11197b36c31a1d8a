import type { ConfigRefusal, SkillChange } from '../../kernel/changes/changes.ts';
import { type NoticeText, quotedText } from './notice-text.ts';

/** Only what waits for somebody. */
export function skillNotice(change: SkillChange): NoticeText | null {
  if (change.event !== 'proposed') return null;
  return {
    kind: 'decision_needed',
    what: `A stage proposes a text for the skill ${change.skill}, which waits for a decision`,
    next: `Look at it with skills show, then take it with skills promote, or drop it.`,
    ids: { skill: change.skill, run: change.candidate.run },
    quoted: null,
  };
}

/** Work goes on as before, so whoever edited would not see that the edit does not count. */
export function refusalNotice({ what, next }: ConfigRefusal): NoticeText {
  return {
    kind: 'decision_needed',
    what: 'An edit of the config or its assets cannot be used, and what counted before goes on',
    next,
    ids: {},
    quoted: quotedText(what),
  };
}
