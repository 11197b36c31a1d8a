/**
 * Evolve: how changes become state. `check` runs before a record is written, so that `evolve`
 * cannot fail afterwards; owner and follower call it with the same parsed bytes, and therefore hold
 * the same state. Nothing is decided here.
 */

import type { JournalRecord } from '../changes/record.ts';
import type { State, Touched } from '../state/state.ts';
import { evolveItem } from './items.ts';
import { evolveLineage } from './lineage.ts';
import { evolveRun } from './runs.ts';
import { evolveSkill } from './skills.ts';
import { evolveWorkspace } from './workspace.ts';

/** Applies a record's changes to the state, in place. Returns what it touched, for those who render. */
export function evolve(state: State, record: Pick<JournalRecord, 'n' | 'at' | 'c'>): Touched {
  const touched: Touched = {
    items: new Set(),
    runs: new Map(),
    targets: new Set(),
    results: [],
    counters: false,
    plan: false,
    unreadable: false,
  };
  state.seq = record.n;
  state.at = record.at;
  for (const change of record.c) {
    switch (change.k) {
      case 'admit@1':
      case 'revise@1':
      case 'move@1':
      case 'rehome@1':
        evolveItem(state, change, touched);
        break;
      case 'run@1':
      case 'request@1':
      case 'attempt@1':
      case 'attempt-end@1':
      case 'result@1':
      case 'route@1':
      case 'count@1':
      case 'retire@1':
        evolveRun(state, change, record.at, touched);
        break;
      case 'ledger@1':
      case 'decision@1':
      case 'withdraw@1':
      case 'question@1':
      case 'answer@1':
      case 'expire@1':
      case 'grant@1':
      case 'review@1':
      case 'amend@1':
      case 'waive@1':
      case 'prioritize@1':
      case 'rejudge@1':
        evolveLineage(state, change, record.at, touched);
        break;
      case 'skill@1':
        evolveSkill(state, change);
        break;
      default:
        evolveWorkspace(state, change, touched);
    }
  }
  return touched;
}
