import type { Blocker, LoopView, Outlook, StatusView, Wait } from '../../runtime/api/index.ts';
import { exhausted } from '../../runtime/errors/exhausted.ts';

/** An operation with its input. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What to do next. Contract: the call is accepted as things stand, once `first` is done. */
export interface Step {
  readonly call: Call;
  readonly why: string;
  /** What somebody has to do before, outside of any call. */
  readonly first?: string;
  /** The same for a person at a terminal, who may do more. */
  readonly at_terminal?: Step;
}

type Standing = Pick<StatusView, 'outlook' | 'loop'>;

/**
 * The next truthful action, decided here for every answer: from the outlook, and whether a loop does
 * the work by itself.
 */
export function nextStep({ outlook, loop }: Standing): Step {
  const step = stepOf(outlook, loop);
  const isMissing = loop.should_run && !loop.running;
  if (!isMissing || (step.call.operation !== 'run_start' && outlook.kind !== 'idle')) return step;
  return { ...step, call: goOn(loop), why: `a loop should run and does not; ${step.why}` };
}

function stepOf(outlook: Outlook, loop: LoopView): Step {
  switch (outlook.kind) {
    case 'working':
      return {
        call: goOn(loop),
        why: `${outlook.node} is at work on ${outlook.about.item ?? outlook.about.root}`,
      };
    case 'ready':
      return { call: goOn(loop), why: 'work is ready to run' };
    case 'idle':
      return idleStep(outlook.closed);
    case 'refused':
    case 'paused':
    case 'limit':
    case 'blocked':
    case 'verdict':
    case 'dependency':
    case 'question':
    case 'trust':
    case 'unreadable':
      return stepOfBlocker(outlook, loop);
    default:
      return exhausted(outlook);
  }
}

/** What to do about one thing that does not go on by itself. */
export function stepOfBlocker(blocker: Blocker, loop: LoopView): Step {
  const why = blockerWords(blocker);
  switch (blocker.kind) {
    case 'refused':
      return refusedStep(blocker, why);
    case 'paused':
      return pausedStep(blocker, loop, why);
    case 'limit': {
      const raise = `raise limits.${blocker.limit} in millrace.toml`;
      const { asked } = blocker;
      if (asked === null) return { first: sentence(raise), call: goOn(loop), why };
      const first = `${personAnswers(asked)}, or ${raise}`;
      return { first, call: goOn(loop), why, at_terminal: ownAnswer(asked, '1', why) };
    }
    case 'blocked':
      return { call: show(blocker.about.item), why };
    case 'verdict':
      return { call: show(blocker.about.root), why };
    case 'dependency':
      return { call: show(blocker.about.item), why: `${why}; retarget has it wait for other work` };
    case 'question':
      return questionStep(blocker, loop, why);
    case 'trust':
      return { first: sentence(blocker.fix), call: goOn(loop), why };
    case 'unreadable': {
      const first = `Correct ${blocker.path} by hand, or put it away with archive`;
      return { first, call: goOn(loop), why };
    }
    default:
      return exhausted(blocker);
  }
}

/** One line for people: what it is, and whom it is about. */
export function blockerWords(blocker: Blocker): string {
  switch (blocker.kind) {
    case 'refused':
      return `refused (${blocker.code}): ${blocker.what}`;
    case 'paused': {
      const until = blocker.until === null ? '' : ` until ${blocker.until}`;
      const plane = blocker.plane === null ? '' : `the plane ${blocker.plane} is `;
      return `${plane}paused by ${blocker.source}${until}: ${blocker.reason}`;
    }
    case 'limit':
      return limitWords(blocker);
    case 'blocked':
      return `${blocker.about.item} is blocked`;
    case 'verdict':
      return blocker.written
        ? `the closure of ${blocker.about.root} is blocked by its verdict`
        : `the closure of ${blocker.about.root} is blocked, and its judge wrote no verdict`;
    case 'dependency':
      return `${blocker.about.item} waits for ${blocker.on}, which ${DEPENDENCY_WORDS[blocker.why]}`;
    case 'trust':
      return 'no stage is started before the user of this workspace trusts what it names';
    case 'question':
      return askedWords(blocker);
    case 'unreadable':
      return `${blocker.path} cannot be read: ${blocker.problem}`;
    default:
      return exhausted(blocker);
  }
}

const DEPENDENCY_WORDS: Readonly<Record<Extract<Blocker, { kind: 'dependency' }>['why'], string>> =
  {
    missing: 'is not there',
    blocked: 'is blocked',
    withdrawn: 'was withdrawn',
    cycle: 'waits for it in turn',
  };

/** What something waits for, in a few words. */
export function waitWords(wait: Wait): string {
  switch (wait.on) {
    case 'limit':
      return `limits.${wait.limit}`;
    case 'pause':
      return `pause by ${wait.source}${wait.until === null ? '' : ` until ${wait.until}`}`;
    case 'dependency':
      return wait.keys.join(', ');
    case 'decision':
      return `an answer to ${wait.id}`;
    case 'document':
      return wait.path;
    default:
      return exhausted(wait);
  }
}

function goOn({ running, should_run, run_style }: LoopView): Call {
  if (running) return { operation: 'run_wait', input: {} };
  const isByHand = run_style === 'once' && !should_run;
  return { operation: isByHand ? 'run_once' : 'run_start', input: {} };
}

function show(key: string | null): Call {
  return { operation: 'show', input: key === null ? {} : { key } };
}

function refusedStep(refused: Extract<Blocker, { kind: 'refused' }>, why: string): Step {
  const { code, fix, init_mode } = refused;
  if (init_mode !== undefined) {
    const input = { state: 'restore', ...(init_mode === null ? {} : { mode: init_mode }) };
    return { first: 'Ask the user whether it comes back', call: { operation: 'init', input }, why };
  }
  if (code === 'state_deleted') return { call: { operation: 'run_once', input: {} }, why };
  const isPlan = ['plan_invalid', 'config_invalid'].includes(code);
  const operation = isPlan ? 'compile_validate' : 'doctor';
  return { ...(isPlan ? {} : { first: sentence(fix) }), call: { operation, input: {} }, why };
}

type Question = Extract<Blocker, { kind: 'question' }>;

/** Its words are a stage's own: they are quoted. */
function askedWords({ node, about, question, options, default: taken, expires_at }: Question) {
  const who = `${node ?? 'Millrace'} asks about ${about.item ?? about.root}`;
  const choice = options.map((option, at) => `${at + 1}. ${option}`).join('; ');
  const end = expires_at === null ? '' : `(until ${expires_at}, then ${taken ?? 'it stays open'})`;
  const words = [`"${question}"`, choice, end].filter((part) => part !== '').join(' ');
  return `${who}: ${words}`;
}

function limitWords({ about, limit, asked }: Extract<Blocker, { kind: 'limit' }>): string {
  return `${about.root} reached limits.${limit}${asked === null ? '' : ` (${asked})`}`;
}

function personAnswers(id: string): string {
  return `Have a person answer ${id} in a terminal (millrace answer ${id} 1)`;
}

/** Other work goes on meanwhile. The first option stands for whichever is chosen. */
function questionStep(asked: Question, loop: LoopView, why: string): Step {
  const { id, options, needs_person } = asked;
  if (needs_person) {
    const at_terminal = ownAnswer(id, '1', why);
    return { first: personAnswers(id), call: goOn(loop), why, at_terminal };
  }
  return ownAnswer(id, options.length === 0 ? (asked.default ?? 'decide it yourself') : '1', why);
}

function ownAnswer(question: string, text: string, why: string): Step {
  const call = { operation: 'answer', input: { question, text } };
  return { first: 'Choose an option by its number, or say what is meant', call, why };
}

function pausedStep(
  { ends, reason, source, until, plane }: Extract<Blocker, { kind: 'paused' }>,
  loop: LoopView,
  why: string,
): Step {
  const resume = { operation: 'resume', input: plane === null ? {} : { scope: plane } };
  const again = { operation: 'run_once', input: {} };
  switch (ends) {
    case 'resume':
      return { call: resume, why };
    case 'mend':
      // A tick tries what is held again; a loop is told that there is something to try.
      return {
        first: `Fix this: ${reason}`,
        call: loop.running ? resume : again,
        why: `paused by ${source}`,
      };
    case 'alone':
      // It ends at no time of its own: without a loop there is nobody who looks again.
      if (until === null && !loop.running)
        return { first: `Fix this: ${reason}`, call: again, why: `paused by ${source}` };
      return { call: goOn(loop), why: `${why}; it goes on by itself` };
    default:
      return exhausted(ends);
  }
}

function idleStep(closed: Extract<Outlook, { kind: 'idle' }>['closed']): Step {
  const name = closed?.root ?? closed?.item;
  if (closed != null && name != null) {
    return { call: show(name), why: `${name} is ${closed.state}, and nothing else is queued` };
  }
  return { call: { operation: 'enqueue_spec', input: {} }, why: 'nothing is queued' };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
