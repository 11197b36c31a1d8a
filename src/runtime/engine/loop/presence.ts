import { isMillraceError, type MillraceError } from '../../errors/errors.ts';
import { type Change, loopChange } from '../../kernel/index.ts';
import { asMillraceError } from '../owner/owned-work.ts';
import type { Owner } from '../owner/owner.ts';
import type { OwnerSession } from '../owner/session.ts';

/** Refusals that leave a record of their own: a pause. */
const PAUSES = ['disk_full'];

/** What the journal says of a loop, so that every process can tell what runs and what keeps it. */
export class LoopPresence {
  constructor(
    private readonly session: OwnerSession,
    private readonly loop: string,
  ) {}

  /** Costs a record only when the journal does not say it. */
  entered(owner: Owner): void {
    record(owner, this.missing(owner));
  }

  /** A piece of work was done: whatever kept the loop from it is mended. */
  worked(owner: Owner): void {
    if (owner.state.loop?.refusal != null) record(owner, [loopChange({ event: 'went_on' })]);
  }

  /** What cannot be recorded now is tried again with the next refusal. */
  refused(error: MillraceError): void {
    if (PAUSES.includes(error.code)) return;
    try {
      const owner = this.session.begin();
      record(owner, this.news(owner, error));
      owner.finish();
      owner.requireEffects();
    } catch (thrown) {
      this.session.discard(thrown);
      if (!isMillraceError(asMillraceError(thrown))) throw thrown;
    }
  }

  left(owner: Owner): void {
    record(owner, [loopChange({ event: 'ended' })]);
  }

  private news(owner: Owner, { code, facts: { what, next } }: MillraceError): Change[] {
    const known = owner.state.loop?.refusal ?? null;
    if (known?.code === code && known.what === what) return [];
    return [
      ...this.missing(owner),
      loopChange({ event: 'refused', refusal: { code, what, next } }),
    ];
  }

  private missing(owner: Owner): Change[] {
    const isKnown = owner.state.loop?.session === this.loop;
    return isKnown ? [] : [loopChange({ event: 'started', session: this.loop, at: owner.now() })];
  }
}

function record(owner: Owner, changes: readonly Change[]): void {
  if (changes.length === 0) return;
  owner.commit({ changes, cause: { input: 'owner', rule: 'loop' } });
}
