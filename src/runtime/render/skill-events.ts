import { exhausted } from '../errors/exhausted.ts';
import type { SkillChange } from '../kernel/changes/changes.ts';
import { workspacePath } from '../plan/index.ts';
import { type EventRow, row, workData } from './event-rows.ts';

/** A promotion that is decided and written has the events of release 0.18.0. */
export function skillRow(change: SkillChange): EventRow {
  const about = { skill_id: change.skill };
  switch (change.event) {
    case 'proposed': {
      const { run, request, item, sha256, simulated } = change.candidate;
      const from = { run_id: run, request_id: request, ...workData(item) };
      return row('skill_proposed', { ...about, ...from, sha256, simulated });
    }
    case 'decided': {
      const { version, act, actor, agreed, source, files } = change.version;
      const paths = files.map(({ path }) => workspacePath(path));
      const data = { ...about, version, act, actor, agreed, source, paths };
      return row(act === 'promote' ? 'learning_curator_promotion_deferred' : 'skill_decided', data);
    }
    case 'written': {
      const data = { ...about, version: change.version, act: change.act };
      const isPromotion = change.act === 'promote';
      return row(isPromotion ? 'learning_curator_promotion_applied' : 'skill_written', data);
    }
    case 'dropped': {
      const { what, reason, actor } = change;
      return row('skill_dropped', { ...about, what, reason, actor });
    }
    default:
      return exhausted(change);
  }
}
