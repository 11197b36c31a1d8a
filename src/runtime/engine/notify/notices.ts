import { exhausted } from '../../errors/exhausted.ts';
import type {
  Change,
  ExpireChange,
  HoldChange,
  IdeaChange,
  MoveChange,
  PauseChange,
  QuestionChange,
  RouteChange,
  TargetVerdictChange,
  UsageBlocker,
  UsageWarningChange,
} from '../../kernel/changes/changes.ts';
import type { JournalRecord } from '../../kernel/changes/record.ts';
import { KEEPER_PAUSE } from '../../kernel/evolve/workspace.ts';
import { isUsagePause } from '../../kernel/schedule/govern.ts';
import { DISK_PAUSE, OPERATOR_PAUSE, RESUME_RULE } from '../../kernel/schedule/operator.ts';
import { unitOf } from '../../kernel/schedule/usage-amount.ts';
import { workspacePath } from '../../plan/index.ts';
import { type NoticeText, quotedText } from './notice-text.ts';
import { refusalNotice, skillNotice } from './source-notices.ts';

/** What a notification needs to know beyond its record. */
export interface NoticeFacts {
  /** Title of a work item. */
  title(key: string): string | null;
  /** An earlier record, or null when it is not kept any more. */
  record(seq: number): JournalRecord | null;
}

/** How far back the same pause is looked for: a retry that fails takes about a dozen records. */
const LOOKED_BACK_MAX = 64;

/** The notifications that a record decides; the same record always decides the same. */
export function noticesOf(record: JournalRecord, facts: NoticeFacts): NoticeText[] {
  return record.c.flatMap((change) => noticeOf(change, record, facts) ?? []);
}

function noticeOf(change: Change, record: JournalRecord, facts: NoticeFacts): NoticeText | null {
  switch (change.k) {
    case 'target-verdict@1':
      return isAsked(record, change.root) ? null : verdictNotice(change);
    case 'move@1':
      return change.to === 'blocked' ? blockedNotice(change, record, facts) : null;
    case 'hold@1':
      return holdNotice(change, record);
    case 'pause@1':
      return isRepeated(change, record, facts) ? null : pauseNotice(change);
    case 'usage-warning@1':
      return change.detail === undefined ? usageNotice(change) : null;
    case 'question@1':
      return questionNotice(change);
    case 'expire@1':
      return expiryNotice(change);
    case 'config@1':
      return change.event === 'refused' ? refusalNotice(change.refusal) : null;
    case 'unreadable@1':
      return {
        kind: 'decision_needed',
        what: 'A document in a queue cannot be read, and its lineage cannot close before it can',
        next: 'Call doctor to see what is wrong with it; fix the file or remove it.',
        ids: { path: quotedText(workspacePath(change.path)) },
        quoted: quotedText(change.problems[0] ?? ''),
      };
    case 'skill@1':
      return skillNotice(change);
    case 'idea@1':
      return ideaNotice(change);
    case 'open@1':
    case 'epoch@1':
    case 'plan@1':
    case 'admit@1':
    case 'revise@1':
    case 'rehome@1':
    case 'intervention@1':
    case 'run@1':
    case 'request@1':
    case 'attempt@1':
    case 'attempt-end@1':
    case 'result@1':
    case 'route@1':
    case 'count@1':
    case 'target-open@1':
    case 'contract@1':
    case 'ledger@1':
    case 'decision@1':
    case 'withdraw@1':
    case 'answer@1':
    case 'grant@1':
    case 'review@1':
    case 'amend@1':
    case 'waive@1':
    case 'prioritize@1':
    case 'rejudge@1':
    case 'handoff@1':
    case 'resume@1':
    case 'unhold@1':
    case 'readable@1':
    case 'retire@1':
    case 'command@1':
    case 'desire@1':
    case 'loop@1':
    case 'note@1':
      return null;
    default:
      return exhausted(change);
  }
}

/** The question is the news. */
function isAsked(record: JournalRecord, root: string): boolean {
  return record.c.some((one) => one.k === 'question@1' && one.root === root && one.key === null);
}

/** What is asked because a lineage reached a limit is told with that. */
function questionNotice(change: QuestionChange): NoticeText | null {
  if (change.matter?.of === 'limit' && change.key === null) return null;
  const { id, root, key, holds, question, options, matter } = change;
  const who = matter === undefined ? 'A stage' : 'Millrace';
  const waits = holds ? ', which waits for the answer' : '';
  return {
    kind: 'decision_needed',
    what: `${who} asks about ${key ?? root}${waits}`,
    next: `Answer ${id} with one of its ${options.length} options: call answer with question ${id}.`,
    ids: { root, question: id, ...(key === null ? {} : { work: key }) },
    quoted: quotedText(question),
  };
}

/** Its answer is no news: somebody gave it. This one nobody gave. */
function expiryNotice({ question, root, default: taken }: ExpireChange): NoticeText {
  const ids = { root, question };
  const what = `The time of ${question} about ${root} is over`;
  if (taken === null) {
    const next = `It has no default and stays open: call answer with question ${question}.`;
    return { kind: 'decision_needed', what, next, ids, quoted: null };
  }
  const next = `Its default was taken. If that is wrong, leave a note or amend ${root}.`;
  return { kind: 'decision_needed', what, next, ids, quoted: quotedText(taken) };
}

/** What was taken needs nobody; an edit that came too late, and what can be no work, do. */
function ideaNotice({ path, became, key, why }: IdeaChange): NoticeText | null {
  const named = { kind: 'decision_needed', ids: { path: quotedText(path) } } as const;
  if (became === 'refused') {
    const next =
      'Mend the file, or take it out of the inbox; list of ideas says what became of each.';
    const quoted = quotedText(why ?? '');
    return { ...named, what: 'An idea in the inbox cannot be taken', next, quoted };
  }
  if (became !== 'edited') return null;
  const what = `An idea was edited after work on ${key} had begun, and nothing of the edit counts`;
  const next = 'Call amend with that spec and the file as document, or enqueue_idea for new work.';
  return { ...named, what, next, quoted: null };
}

function verdictNotice({ action, root, run }: TargetVerdictChange): NoticeText | null {
  const ids = { root, run };
  if (action === 'remediation') return null;
  if (action === 'closed') {
    const what = `${root} is closed: all of its work is done and judged`;
    const next = `Call runs_trace for ${run} to read the verdict.`;
    return { kind: 'closed', what, next, ids, quoted: null };
  }
  const what = `The closure of ${root} is blocked`;
  const next = `Call runs_trace for ${run} to see why; hand over what is missing with enqueue_spec.`;
  return { kind: 'blocked', what, next, ids, quoted: null };
}

/** Work that was handed to another plane goes on there; nobody has to do anything. */
function blockedNotice(
  { key }: MoveChange,
  record: JournalRecord,
  facts: NoticeFacts,
): NoticeText | null {
  if (record.c.some((one) => one.k === 'handoff@1' && one.source === key)) return null;
  if (record.c.some((one) => one.k === 'question@1' && one.holds && one.key === key)) return null;
  const route = record.c.findLast(isBlockingRoute);
  const run = route === undefined ? null : route.run;
  const stuck = route?.reason.startsWith('no_progress:') === true;
  const why = stuck ? ': the same stage met the same input and the same files again' : '';
  const trace = run === null ? 'Call status to see why' : `Call runs_trace for ${run} to see why`;
  return {
    kind: stuck ? 'stuck' : 'blocked',
    what: `${key} is blocked${why}`,
    next: `${trace}; call retry_blocked for it when the cause is fixed.`,
    ids: { work: key, ...(run === null ? {} : { run }) },
    quoted: quotedText(facts.title(key) ?? ''),
  };
}

function isBlockingRoute(change: Change): change is RouteChange {
  return change.k === 'route@1' && change.action === 'blocked';
}

function holdNotice({ root, limit }: HoldChange, record: JournalRecord): NoticeText {
  const asked = record.c.find((one) => one.k === 'question@1' && one.root === root);
  const id = asked?.k === 'question@1' ? asked.id : null;
  const where = `limits.${limit} in millrace.toml, then call run_once; a loop goes on by itself.`;
  return {
    kind: 'limit',
    what: `${root} reached limits.${limit}: nothing more of it is dispatched`,
    next:
      id === null
        ? `Raise ${where}`
        : `Answer ${id} in a terminal (millrace answer ${id} 1), or raise ${where}`,
    ids: { root, ...(id === null ? {} : { question: id }) },
    quoted: null,
  };
}

/** Told before it is reached: there is time to raise it, or to let the work wait. */
function usageNotice({ rule_id, window, subject, ...rule }: UsageWarningChange): NoticeText {
  const { observed, threshold, metric = 'total_tokens' } = rule;
  const percent = Math.floor((100 * observed) / threshold);
  return {
    kind: 'limit',
    what: `${percent} % of the usage rule ${rule_id} is used: ${observed} of ${threshold} ${unitOf(metric)}`,
    next: `At its threshold nothing more is started. ${RAISE}`,
    ids: { rule: rule_id, window, ...(subject === null ? {} : { subject }) },
    quoted: null,
  };
}

const RAISE = 'To let more be used, change the rule under [usage_governance] in millrace.toml.';

/** What lifts by itself, and what an operator asked for, is no news; that usage came to its end is. */
function pauseNotice(change: PauseChange): NoticeText | null {
  const { source, reason, until, plane } = change;
  if (source === OPERATOR_PAUSE || plane !== undefined) return null;
  if (isUsagePause(source)) return usagePauseNotice(change);
  const found = { what: `Dispatch is paused by ${source}`, ids: {}, quoted: quotedText(reason) };
  if (source === KEEPER_PAUSE) {
    const next = 'Call doctor to see what keeps stages from starting; dispatch tries again.';
    return { ...found, kind: 'stuck', next };
  }
  if (source === DISK_PAUSE) {
    return { ...found, kind: 'stuck', next: 'Free some space; dispatch then goes on by itself.' };
  }
  if (until !== null) return null;
  const next = 'Mend what the quoted words name, then call resume.';
  return { ...found, kind: 'decision_needed', next };
}

function usagePauseNotice({ reason, until, blockers, runner }: PauseChange): NoticeText | null {
  // Hours are what somebody asked for, and come every day.
  if (blockers?.every(({ source }) => source === 'working_hours') === true) return null;
  const what = runner === undefined ? 'Dispatch is' : `Stages of the runner ${runner} are`;
  const goesOn =
    until === null
      ? 'A loop goes on then; without one call run_once.'
      : `It goes on by itself at ${until}.`;
  return {
    kind: 'limit',
    what: `${what} paused by usage governance`,
    next: `${RAISE} ${goesOn}`,
    ids: { rule: rulesOf(blockers) },
    quoted: quotedText(reason),
  };
}

function rulesOf(blockers: readonly UsageBlocker[] | undefined): string {
  return [...new Set((blockers ?? []).map(({ rule_id }) => rule_id))].join(', ');
}

/**
 * The same pause again, with no result and no operator's resume in between, is the same trouble; of
 * usage governance, where it names no other rule.
 */
function isRepeated(
  { source, blockers }: PauseChange,
  { n }: JournalRecord,
  facts: NoticeFacts,
): boolean {
  for (let seq = n - 1; seq >= Math.max(1, n - LOOKED_BACK_MAX); seq -= 1) {
    const earlier = facts.record(seq);
    if (earlier === null) return false;
    if (earlier.c.some((one) => one.k === 'result@1')) return false;
    if (earlier.why.some(({ rule }) => rule === RESUME_RULE)) return false;
    const same = earlier.c.find((one) => one.k === 'pause@1' && one.source === source);
    if (same?.k === 'pause@1') return rulesOf(same.blockers) === rulesOf(blockers);
  }
  return false;
}
