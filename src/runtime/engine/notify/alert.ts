import type { Clock, Notice } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { type NoticeText, quotedText } from './notice-text.ts';
import { noticeFrame } from './pending.ts';

/** However often loops die, this is delivered at most so often. */
const GONE_AGAIN_MS = 3_600_000;

/** Something that goes on until it is mended: delivered once as long as it holds. */
export interface Alert {
  /** One alert at a time holds in each. */
  readonly slot: 'loop' | 'owner';
  /** The same thing has the same key. */
  readonly key: string;
  readonly notice: Notice;
  /** Another alert of this slot is not delivered sooner than this after the last. */
  readonly again_ms: number;
}

/** What an alert says, before it is a notice of one workspace. */
export type AlertText = Omit<NoticeText, 'ids'>;

/** What is known of a loop that is gone. `session`: the same for the same loop. */
export interface GoneLoop {
  readonly session: string;
  /** In our own words. */
  readonly what: string;
  readonly quoted: string | null;
}

export function goneAlert(
  layout: Layout,
  follower: Follower,
  clock: Clock,
  { session, what, quoted }: GoneLoop,
): Alert {
  const next = 'Call status to see where the work stands, then run_start to go on.';
  const text = { kind: 'owner_gone', what, next, quoted } as const;
  const notice = alertNotice(layout, follower, clock, text, session);
  return { slot: 'owner', key: session, notice, again_ms: GONE_AGAIN_MS };
}

/** `which`: what tells this notice from others of its kind at the same record. */
export function alertNotice(
  layout: Layout,
  follower: Follower,
  clock: Clock,
  text: AlertText,
  which: string,
): Notice {
  const { seq, epoch } = follower.state;
  return {
    ...noticeFrame(layout, follower),
    ...text,
    quoted: text.quoted === null ? null : quotedText(text.quoted),
    id: `${epoch}-${seq}-${text.kind}-${which}`,
    seq,
    at: new Date(clock.now()).toISOString(),
    ids: {},
  };
}
