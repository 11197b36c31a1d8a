import { groupOf, isMillraceError, type MillraceError } from '../../errors/errors.ts';
import type { Clock } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { type Alert, type AlertText, alertNotice, goneAlert } from '../notify/alert.ts';
import type { Work } from '../tick/scheduler.ts';
import { blockersOf } from '../views/blockers.ts';
import type { Follower } from '../workspace/follower.ts';

/** Reasons of waiting that nothing ends by itself and no other notification tells. */
const STUCK: readonly string[] = ['missing', 'cycle'];
/** Refusals that leave a record, which is a notification of its own. */
const IN_JOURNAL = ['disk_full'];
/** Why a loop does not go on although nothing in the journal says so. */
export class LoopConditions {
  private last: { readonly seq: number; readonly alert: Alert | null } | null = null;

  constructor(
    private readonly layout: Layout,
    private readonly clock: Clock,
  ) {}

  /** Something was refused that whoever operates the workspace has to mend. */
  refused(follower: Follower, { code, facts }: MillraceError): Alert | null {
    if (IN_JOURNAL.includes(code)) return null;
    const kind = groupOf(code) === 'machine' ? 'stuck' : 'decision_needed';
    const what = 'The loop cannot go on until somebody fixes what is wrong';
    return this.alert(follower, { kind, what, next: facts.next, quoted: facts.what });
  }

  /** Work waits for what nobody will do; null when the loop goes on or is done. */
  idle(follower: Follower, work: Work): Alert | null {
    if (work.kind === 'running') return this.unjudged(follower, work.unjudged);
    if (work.kind !== 'idle' || work.did !== 'waiting') return null;
    const { seq } = follower.state;
    if (this.last?.seq !== seq) this.last = { seq, alert: this.stuck(follower) };
    return this.last.alert;
  }

  /** The loop ends with an error. */
  ended(follower: Follower, session: string, error: unknown): Alert {
    const quoted = isMillraceError(error) ? error.facts.what : null;
    return goneAlert(this.layout, follower, this.clock, { session, what: ENDED, quoted });
  }

  private unjudged(follower: Follower, why: readonly string[]): Alert | null {
    if (why.length === 0) return null;
    return this.alert(follower, {
      kind: 'decision_needed',
      what: 'Nobody here can tell whether a stage is alive, and nothing is started in its place',
      next: 'End the loop, then call clear_stale_state with force when you know that it is dead.',
      quoted: why.join('; '),
    });
  }

  private stuck(follower: Follower): Alert | null {
    const { state, index } = follower;
    const now = new Date(this.clock.now()).toISOString();
    const all = index === null ? [] : blockersOf({ index, state, now }).shown;
    const stuck = all.flatMap((one) =>
      one.kind === 'dependency' && STUCK.includes(one.why) ? [one] : [],
    );
    if (stuck.length === 0) return null;
    return this.alert(follower, {
      kind: 'stuck',
      what: 'Work waits for other work that does not exist or waits for it in turn',
      next: 'Call status to see what waits for what, then hand over what is missing.',
      quoted: stuck.map(({ about, on }) => `${about.item} waits for ${on}`).join('; '),
    });
  }

  private alert(follower: Follower, text: AlertText): Alert {
    const notice = alertNotice(this.layout, follower, this.clock, text, 'now');
    return { slot: 'loop', key: `${text.kind}: ${notice.quoted}`, notice, again_ms: 0 };
  }
}

const ENDED = 'The loop has ended with an error';
