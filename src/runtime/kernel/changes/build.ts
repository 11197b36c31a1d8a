import type { Hash } from '../../ports/index.ts';
import type {
  AnswerChange,
  AttemptEndChange,
  ConfigChange,
  ConfigEvent,
  DecisionChange,
  GrantChange,
  IdeaChange,
  LoopChange,
  LoopEvent,
  MoveChange,
  NoteChange,
  PauseChange,
  QuestionChange,
  ReadableChange,
  ResumeChange,
  ReviewChange,
  RouteChange,
  TargetOpenChange,
  TargetVerdictChange,
  UnreadableChange,
  UsageWarningChange,
  WaiveChange,
  WithdrawChange,
} from './changes.ts';
import { recorded } from './content.ts';

/**
 * The one place where each change is made that more than one decision makes. A change of which
 * there is one maker stands there; documents that are taken in are made in `proposals/admit.ts`.
 */
export function moveChange(key: string, to: MoveChange['to'], reason: string): MoveChange {
  return { k: 'move@1', key, to, reason };
}

/** What an attempt leaves when it ends without a result that counts. */
export type AttemptLeft = Pick<
  AttemptEndChange,
  'session' | 'usage' | 'duration_ms' | 'completed_at'
>;

export function attemptEndChange(
  attempt: string,
  outcome: AttemptEndChange['outcome'],
  errors: readonly string[],
  { session, usage, duration_ms, completed_at }: AttemptLeft,
): AttemptEndChange {
  const end = { attempt, outcome, errors, session, usage, duration_ms };
  return {
    k: 'attempt-end@1',
    ...end,
    ...(completed_at === undefined ? {} : { completed_at }),
  };
}

/** Where a run goes. `more` holds what a result or a terminal state says besides. */
export function routeChange(
  run: string,
  action: RouteChange['action'],
  reason: string,
  more: Partial<Omit<RouteChange, 'k' | 'run' | 'action' | 'reason'>> = {},
): RouteChange {
  return {
    k: 'route@1',
    run,
    request: null,
    action,
    node: null,
    terminal: null,
    writes_status: null,
    reason,
    failure_class: null,
    spawned: [],
    ...more,
  };
}

export function targetOpenChange(fields: Omit<TargetOpenChange, 'k'>): TargetOpenChange {
  const { root, idea, key, spec, source, at } = fields;
  return { k: 'target-open@1', root, idea, key, spec, source, at };
}

export function targetVerdictChange(fields: Omit<TargetVerdictChange, 'k'>): TargetVerdictChange {
  const { root, run, action, failure_class, at, verdict_path, report_path } = fields;
  return {
    k: 'target-verdict@1',
    root,
    run,
    action,
    failure_class,
    at,
    verdict_path,
    report_path,
  };
}

export function withdrawChange(root: string, key: string | null, at: string): WithdrawChange {
  return { k: 'withdraw@1', root, key, at };
}

export function decisionChange(fields: Omit<DecisionChange, 'k'>): DecisionChange {
  const { root, key, kind, text, actor, is_person } = fields;
  return { k: 'decision@1', root, key, kind, text, actor, is_person };
}

export function waiveChange(root: string, version: number, id: string): WaiveChange {
  return { k: 'waive@1', root, version, id };
}

/** `more`: the work that goes on with it, or whose document is written again. */
export function answerChange(
  question: string,
  root: string,
  more: Partial<Pick<AnswerChange, 'resumes' | 'restores'>> = {},
): AnswerChange {
  return { k: 'answer@1', question, root, resumes: null, ...more };
}

/** The `nth` question that is asked now. */
export function questionChange(
  state: { readonly questions_asked: number },
  nth: number,
  fields: Omit<QuestionChange, 'k' | 'id'>,
): QuestionChange {
  return { k: 'question@1', id: `Q${state.questions_asked + nth}`, ...fields };
}

export function pauseChange(source: string, reason: string, until: string | null): PauseChange {
  return { k: 'pause@1', source, reason, until };
}

export function usageWarningChange(what: Omit<UsageWarningChange, 'k'>): UsageWarningChange {
  return { k: 'usage-warning@1', ...what };
}

export function resumeChange(source: string): ResumeChange {
  return { k: 'resume@1', source };
}

/** `root` is the lineage that the file names, when that much of it can be read. */
export function unreadableChange(
  hash: Hash,
  { path, root, text, problems }: Omit<UnreadableChange, 'k' | 'document'> & { text: string },
): UnreadableChange {
  return { k: 'unreadable@1', path, root, document: recorded(hash, text), problems };
}

export function readableChange(path: string): ReadableChange {
  return { k: 'readable@1', path };
}

export function configChange(event: ConfigEvent): ConfigChange {
  return { k: 'config@1', ...event };
}

export function ideaChange(idea: Omit<IdeaChange, 'k'>): IdeaChange {
  return { k: 'idea@1', ...idea };
}

export function loopChange(event: LoopEvent): LoopChange {
  return { k: 'loop@1', ...event };
}

export function noteChange(event: string, data: NoteChange['data']): NoteChange {
  return { k: 'note@1', event, data };
}

export function grantChange(
  root: string,
  key: string | null,
  limit: string,
  amount: number,
): GrantChange {
  return { k: 'grant@1', root, key, limit, amount };
}

export function reviewChange(root: string, what: ReviewChange['what']): ReviewChange {
  return { k: 'review@1', root, what };
}
