import { exhausted } from '../errors/exhausted.ts';
import type { AnyLineageChange } from '../kernel/changes/changes.ts';
import { type EventRow, row, workData } from './event-rows.ts';

/** What stages claimed, and what an owner decided or was asked. */
export function lineageRow(change: AnyLineageChange): EventRow {
  const about = { root_spec_id: change.root };
  switch (change.k) {
    case 'ledger@1':
      return row('ledger_grew', {
        ...about,
        request_id: change.request,
        claims: change.claims.map(({ kind }) => kind),
      });
    case 'decision@1':
      return row('decision_recorded', {
        ...about,
        ...workData(change.key),
        decision: change.kind,
        actor: change.actor,
      });
    case 'withdraw@1':
      return row('work_withdrawn', { ...about, ...workData(change.key) });
    case 'question@1':
      return row('question_asked', {
        question_id: change.id,
        ...about,
        ...workData(change.key),
        run_id: change.run === '' ? null : change.run,
        node_id: change.node,
        holds: change.holds,
      });
    case 'answer@1':
      return row('question_answered', { question_id: change.question, ...about });
    case 'expire@1':
      return row('question_expired', {
        question_id: change.question,
        ...about,
        has_default: change.default !== null,
      });
    case 'grant@1':
      return row('limit_granted', {
        ...about,
        ...workData(change.key),
        limit: change.limit,
        amount: change.amount,
      });
    case 'review@1':
      return row('review_wanted', { ...about, what: change.what });
    case 'amend@1':
      return row('contract_amended', {
        ...about,
        version: change.version,
        ids: change.items.map(({ id }) => id),
      });
    case 'waive@1':
      return row('item_waived', { ...about, version: change.version, id: change.id });
    case 'prioritize@1':
      return row('work_prioritized', { ...about, ...workData(change.key) });
    case 'rejudge@1':
      return row('closure_judged_again', about);
    default:
      return exhausted(change);
  }
}
