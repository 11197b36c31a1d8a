import type { ControlCommand, ReviseCommand } from '../../api/index.ts';
import { MillraceError } from '../../errors/errors.ts';
import { exhausted } from '../../errors/exhausted.ts';
import {
  type ClosureRun,
  type Decision,
  keyOf,
  NOTHING_SPENT,
  noteChange,
  questionsHolding,
  questionsHoldingClosure,
  type Run,
  reasonNote,
  rejudge,
  requeue,
  retired,
  retireRun,
  workKey,
} from '../../kernel/index.ts';
import { moveAside } from '../intake/move-aside.ts';
import type { Owner } from '../owner/owner.ts';
import type { CommandParts } from './parts.ts';
import { applyPause, applyResume, liftPauses, stillPaused } from './pauses.ts';
import { applyIfAny, controlResult } from './results.ts';
import { revise } from './revise.ts';
import type { ControlValue } from './schema.ts';

type RetireRun = Extract<ControlCommand, { name: 'retire' }>;
/** Runs that an error names. */
const RUNS_NAMED_MAX = 5;

/** What operators may do to running work. It only changes state; the caller makes one record of it. */
export class OperatorCommands {
  /** Attempts to cancel once their fence is recorded. */
  private readonly fenced: string[] = [];
  /** Files to move out of their queues once that is recorded. */
  private readonly archived: string[] = [];

  constructor(private readonly parts: Pick<CommandParts, 'ports' | 'attempts' | 'loop'>) {}

  run(
    owner: Owner,
    command: Exclude<ControlCommand, { name: 'reload_config' }> | ReviseCommand,
    actor: string,
  ): ControlValue {
    switch (command.name) {
      case 'pause':
        return applyPause(owner, command);
      case 'resume':
        return applyResume(owner, command);
      case 'retire':
        return this.retireNamed(owner, command, actor);
      case 'requeue':
        return this.requeue(owner, command.item, command.reason, actor);
      case 'clear':
        return this.clear(owner, command.reason, command.force);
      case 'stop':
        return this.stop(command);
      case 'desire':
        return this.setDesiredState(owner, command.running);
      case 'note':
      case 'withdraw':
      case 'answer':
      case 'amend':
      case 'prioritize':
      case 'waive':
      case 'supersede':
      case 'retarget':
      case 'resolve':
      case 'archive':
      case 'reopen':
      case 'repair_lineage': {
        const { value, effects } = revise(this.parts.ports, owner, command, actor);
        this.fenced.push(...effects.fenced);
        this.archived.push(...effects.archived);
        return value;
      }
      default:
        return exhausted(command);
    }
  }

  /** What follows outside of the journal, once all of it is recorded. */
  follow(owner: Owner): void {
    for (const attempt of this.fenced.splice(0)) this.parts.attempts.cancel(attempt);
    for (const path of this.archived.splice(0)) moveAside(this.parts.ports, owner, path);
  }

  private retireNamed(owner: Owner, command: RetireRun, actor: string): ControlValue {
    const run = runOf(owner, command);
    if (run.kind === 'closure' && command.to === 'blocked') throw noItemToBlock(run);
    const live = this.retire(owner, run, command.to, command.reason);
    applyIfAny(owner, reasonNote(run.root, workKey(run), command.reason, actor));
    const what = WHAT_FOLLOWS[command.to];
    const detail =
      live === null
        ? `${run.id} had no stage running; ${what}`
        : `${live} is fenced and asked to end; when it has, ${what}`;
    return { applied: true, detail, runs: [run.id] };
  }

  private retire(owner: Owner, run: Run, to: RetireRun['to'], reason: string): string | null {
    const live = run.request?.live?.id ?? null;
    applyIfAny(owner, retireRun(owner.state, run, to, reason));
    if (live !== null) this.fenced.push(live);
    return live;
  }

  private requeue(owner: Owner, item: string, reason: string, actor: string): ControlValue {
    const keys = item.includes('/') ? [item] : keysOf(owner, item);
    const [key] = keys;
    const judged = key === undefined ? rejudge(owner.state, item) : null;
    if (judged !== null) return this.rejudge(owner, item, judged, reason, actor);
    if (key === undefined || keys.length > 1) throw notBlocked();
    const [asked] = questionsHolding(owner.state, key);
    if (asked !== undefined) throw waitsForAnswer(key, asked.id);
    const decision = requeue(owner.state, key, reason);
    if (decision === null) throw notBlocked();
    owner.apply(decision);
    const root = owner.state.items.get(key)?.root ?? null;
    applyIfAny(owner, reasonNote(root, key, reason, actor));
    return { applied: true, detail: `${key} is back in its queue`, runs: [] };
  }

  private rejudge(owner: Owner, root: string, judged: Decision, reason: string, actor: string) {
    const [asked] = questionsHoldingClosure(owner.state, root);
    if (asked !== undefined) throw waitsForAnswer(root, asked.id);
    owner.apply(judged);
    applyIfAny(owner, reasonNote(root, null, reason, actor));
    return { applied: true, detail: `the closure of ${root} is judged again`, runs: [] };
  }

  private clear(owner: Owner, reason: string, force: boolean): ControlValue {
    if (force && this.parts.loop !== null) throw notUnderALoop();
    const runs = [...owner.state.runs.values()];
    for (const run of runs) this.retire(owner, run, 'queue', reason);
    const lifted = liftPauses(owner, true);
    const given_up = force ? runs.filter((run) => this.giveUp(owner, run)) : [];
    const forced = given_up.length === 0 ? '' : `, ${given_up.length} of them given up unjudged`;
    return {
      applied: runs.length > 0 || lifted,
      detail:
        `${runs.length} active runs go back to their queues${forced}; ` +
        `pauses and counters are cleared${stillPaused(owner)}`,
      runs: runs.map((run) => run.id),
    };
  }

  /** A person vouches that nothing of the attempt is alive; the record says so. */
  private giveUp(owner: Owner, run: Run): boolean {
    const live = run.request?.live?.id;
    if (live === undefined) return false;
    const view = this.parts.attempts.look(live);
    if (view.row !== 'not_judgeable') return false;
    const data = { attempt: live, why: view.why };
    owner.apply({
      changes: [noteChange('attempt_given_up_by_force', data)],
      cause: { input: 'operator', rule: 'force' },
    });
    owner.apply(retired(owner.state, run, NOTHING_SPENT));
    return true;
  }

  private stop(command: Extract<ControlCommand, { name: 'stop' }>): ControlValue {
    const { loop } = this.parts;
    if (loop === null || loop.session !== command.owner) {
      return controlResult(false, { done: '', idle: 'it was meant for an owner that has ended' });
    }
    loop.stop(command.now);
    const detail = command.now
      ? 'the loop ends its stages and stops'
      : 'the loop stops when the stages that run have ended';
    return { applied: true, detail, runs: [] };
  }

  private setDesiredState(owner: Owner, running: boolean): ControlValue {
    const changed = owner.state.desired_running !== running;
    if (changed) {
      owner.apply({
        changes: [{ k: 'desire@1', running }],
        cause: { input: 'operator', rule: 'desire' },
      });
    }
    const detail = running ? 'a loop should run' : 'no loop should run';
    return controlResult(changed, { done: `from now on ${detail}`, idle: `${detail}, as before` });
  }
}

const WHAT_FOLLOWS: Readonly<Record<RetireRun['to'], string>> = {
  again: 'the same stage runs again',
  queue: 'its work goes back to the queue',
  blocked: 'its work is blocked until retry_blocked',
};

function noneActive({ length }: readonly Run[]): string {
  return length === 0 ? 'No run is active' : 'No such run is active';
}

function runOf(owner: Owner, { run: id, plane }: RetireRun): Run {
  const all = [...owner.state.runs.values()];
  const runs = all.filter(
    (run) => (id === null || run.id === id) && (plane === undefined || run.plane === plane),
  );
  const [only] = runs;
  if (only !== undefined && runs.length === 1) return only;
  const active = all.slice(0, RUNS_NAMED_MAX).map((run) => `${run.id} (${run.plane})`);
  throw new MillraceError('run_not_found', {
    what: runs.length > 1 ? `${runs.length} runs are active` : noneActive(all),
    expected: active.length === 0 ? 'an active run' : `one of ${active.join(', ')}`,
    next:
      active.length === 0
        ? 'call status: nothing is running'
        : 'name one of them as run, or its plane as scope',
  });
}

function keysOf(owner: Owner, id: string): string[] {
  return [...owner.state.depth.keys()]
    .map((family) => keyOf(family, id))
    .filter((key) => owner.state.items.get(key)?.state === 'blocked');
}

function notBlocked(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'That is neither one blocked work item nor a spec whose closure is blocked',
    expected: 'the id of a blocked work item, <family>/<id>, or the id of such a spec',
    next: 'call status to see what is blocked',
  });
}

function waitsForAnswer(key: string, question: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${key} waits for the answer to ${question}`,
    expected: 'blocked work that no question holds',
    next: `call answer with question ${question}; it goes on then`,
  });
}

function notUnderALoop(): MillraceError {
  return new MillraceError('workspace_owned', {
    what: 'A loop owns this workspace, and nothing is forced under it',
    expected: 'a workspace that nobody owns',
    next: 'end the loop with run_stop, then call again',
  });
}

function noItemToBlock(run: ClosureRun): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${run.id} judges the closure of ${run.root}; it has no work item to block`,
    expected: 'a run that works on an item',
    next: 'call pause and then retry_active, which ends the stage; resume runs it again',
  });
}
