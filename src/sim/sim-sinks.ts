import type { MillraceError } from '../runtime/errors/errors.ts';
import {
  NOTICE_KINDS,
  type Notice,
  type NoticeKind,
  type Sent,
  type Sink,
  type Sinks,
} from '../runtime/ports/index.ts';

type Answer = Sent | Promise<Sent>;

/** What a simulated user wants to hear of, and what came. It outlives every process. */
export class SimSinks implements Sinks {
  readonly received: { readonly to: string; readonly notice: Notice }[] = [];
  readonly lines: string[] = [];
  targets: Record<string, readonly NoticeKind[]>;
  problem: MillraceError | null = null;
  /** What a sink answers, after it has received the notice. */
  answer: (to: string, notice: Notice, signal: AbortSignal) => Answer = () => ({ ok: true });

  constructor(targets: Record<string, readonly NoticeKind[]> = { phone: NOTICE_KINDS }) {
    this.targets = targets;
  }

  clone(): SimSinks {
    const copy = new SimSinks(this.targets);
    copy.received.push(...this.received);
    copy.answer = this.answer;
    return copy;
  }

  list() {
    const sinks = Object.entries(this.targets).map(([name, kinds]): Sink => {
      const send = async (notice: Notice, signal: AbortSignal) => {
        this.received.push({ to: name, notice });
        return this.answer(name, notice, signal);
      };
      return { name, kinds, send };
    });
    const { problem } = this;
    return { sinks: problem === null ? sinks : [], problem, gone_after_ms: 60_000 };
  }

  log(line: string): void {
    this.lines.push(line);
  }

  /** What came to a sink, one line each, without the random part of ids. */
  told(name = 'phone'): string[] {
    return this.received
      .filter(({ to }) => to === name)
      .map(({ notice: { kind, seq, what, quoted } }) => {
        const words = quoted === null ? '' : ` (${quoted})`;
        return `${seq} ${kind}: ${what}${words}`;
      });
  }

  ids(name = 'phone'): string[] {
    return this.received.filter(({ to }) => to === name).map(({ notice }) => notice.id);
  }
}

export const FAILED: Sent = { ok: false, reason: 'the server answered 500' };
