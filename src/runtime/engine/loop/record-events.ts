import type { LoopEvent } from '../../api/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import type { Change, SkillChange } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';

/** What only records tell of: a watcher hears of it once, whoever decided it. */
export class RecordEvents {
  private seen: number | null = null;

  /** Of the records since the last call; the first one only begins. */
  since({ follower, state }: Owner): LoopEvent[] {
    const from = this.seen ?? state.seq;
    this.seen = state.seq;
    const planes = [...new Set([...state.runs.values()].map(({ plane }) => plane))];
    const events: LoopEvent[] = [];
    for (let seq = from + 1; seq <= state.seq; seq += 1) {
      for (const change of follower.recordOrNull(seq)?.c ?? []) {
        events.push(...eventsOf(change, planes));
      }
    }
    return events;
  }
}

function eventsOf(change: Change, planes: readonly string[]): LoopEvent[] {
  if (change.k === 'usage-warning@1') {
    const { rule_id, window, observed, threshold, detail = null } = change;
    return [{ kind: 'warned', rule_id, window, observed, threshold, detail }];
  }
  return change.k === 'skill@1' ? skillEvents(change, planes) : [];
}

function skillEvents(change: SkillChange, planes: readonly string[]): LoopEvent[] {
  const { skill } = change;
  switch (change.event) {
    case 'decided': {
      const { act, source } = change.version;
      // What waits for nobody is written at once, and told then.
      return planes.length === 0
        ? []
        : [{ kind: 'skill', skill, act, is_written: false, planes, source }];
    }
    case 'written':
      return [
        { kind: 'skill', skill, act: change.act, is_written: true, planes: [], source: null },
      ];
    case 'proposed':
    case 'dropped':
      return [];
    default:
      return exhausted(change);
  }
}
