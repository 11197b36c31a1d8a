import { ERROR_GROUPS, type ErrorCode, MillraceError } from '../../errors/errors.ts';
import type { Attempts } from '../../keeper/types.ts';
import type { Owner } from '../owner/owner.ts';
import type { OwnerSession } from '../owner/session.ts';
import type { PlanWatch } from '../plan/plan-watch.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { type Holder, holderOf, workspaceOwned } from '../workspace/lock.ts';
import { requireNoOlderThan } from '../workspace/version.ts';
import { CommandHandler } from './apply.ts';
import { Mailbox } from './mailbox.ts';
import { keyOfCommand } from './request-key.ts';
import { type Answer, answer as answerSchema, type Command, type Envelope } from './schema.ts';

/**
 * How long a caller waits for the owner's answer. The command stays in the mailbox and is applied
 * later all the same.
 */
export const ANSWER_WAIT_MS = 15_000;
const ANSWER_POLL_MS = 20;
/** Trying the lock starts a program, so it is done less often. */
const LOOKS_PER_LOCK_TRY = 25;
const REQUEST_KEY_LENGTH = 24;

export interface ClientParts {
  readonly ports: EnginePorts;
  readonly session: OwnerSession;
  readonly attempts: Attempts;
  readonly watch: PlanWatch;
  readonly actor: string;
}

export interface CommandResult {
  readonly value: unknown;
  readonly through: 'direct' | 'mailbox';
  /** It was applied before, under the same key. */
  readonly already: boolean;
  /** What followed from it and failed; it is applied all the same. */
  readonly note: string | null;
}

/** Has a command applied: by this process where it can own the workspace, else by whoever owns it. */
export class CommandClient {
  private readonly mailbox: Mailbox;

  constructor(private readonly parts: ClientParts) {
    this.mailbox = new Mailbox(parts.ports.disk, parts.session.layout);
  }

  /**
   * Returns the command's value or throws its failure. The same `request_key` is applied once, and
   * a repetition gets how it stands now; without a key a refused command leaves no trace where this
   * process is the owner.
   */
  async run(command: Command, request_key?: string): Promise<CommandResult> {
    const { ports, session } = this.parts;
    const mail = {
      schema_version: '1.0',
      kind: 'mailbox_command',
      request_key: keyOfCommand(command.name, request_key ?? ports.ids.hex(REQUEST_KEY_LENGTH)),
      actor: this.parts.actor,
      issued_at: new Date(ports.clock.now()).toISOString(),
      command,
    } as const;
    const own = await session.ownUnlessLoop((owner) => {
      const commands = this.commands();
      commands.drain(owner, this.mailbox);
      if (request_key !== undefined) return commands.apply(owner, { ...mail, number: null });
      return { ok: true as const, value: commands.perform(owner, command) };
    });
    if (own.kind === 'done') return { ...unwrap(own.value), through: 'direct', note: own.note };
    requireNoOlderThan(ports.identity.version, own.holder);
    return { ...unwrap(await this.post(mail, own.holder)), through: 'mailbox', note: null };
  }

  /** Takes in what others put into the mailbox while nobody owned the workspace. */
  drain(owner: Owner): void {
    this.commands().drain(owner, this.mailbox);
  }

  private commands(): CommandHandler {
    const { ports, watch, attempts } = this.parts;
    return new CommandHandler({ ports, watch, attempts, loop: null });
  }

  private async post(mail: Omit<Envelope, 'number'>, holder: Holder): Promise<Answer> {
    const { ports, session } = this.parts;
    const taken = session.follow().state.mailbox_number;
    const number = this.mailbox.post(mail, taken, ports.ids);
    const end = ports.clock.monotonic() + ANSWER_WAIT_MS;
    let looks = 0;
    while (ports.clock.monotonic() < end) {
      const answer = this.mailbox.take(number);
      if (answer !== null) return answer;
      await ports.clock.sleep(ANSWER_POLL_MS);
      looks += 1;
      if (looks % LOOKS_PER_LOCK_TRY !== 0) continue;
      // The owner may have gone since: whoever waits then does its work.
      const own = await session.ownUnlessLoop((owner) => this.drain(owner));
      if (own.kind === 'done') return this.lastLook(mail, number, holder);
    }
    return this.lastLook(mail, number, holderOf(ports, session.layout.lock) ?? holder);
  }

  /** What is said of a command that was not answered is what mailbox and journal show of it. */
  private lastLook(mail: Omit<Envelope, 'number'>, number: number, holder: Holder): Answer {
    const late = this.mailbox.take(number);
    if (late !== null) return late;
    const recorded = this.parts.session.follow().state.answers.get(mail.request_key);
    if (recorded !== undefined) return answerSchema.parse(JSON.parse(recorded.answer));
    const place = this.mailbox.whereabouts(number);
    if (place === 'put_aside') throw putAside(number);
    const { facts } = workspaceOwned(holder);
    throw new MillraceError('workspace_owned', {
      what: `${facts.what}, and it has not answered command ${number} yet`,
      expected: `an answer within ${ANSWER_WAIT_MS / 1000} seconds`,
      next:
        place === 'waiting'
          ? 'call status later: the command stays in the mailbox and is applied once'
          : 'call status to see where the work stands; the command is gone from the mailbox',
    });
  }
}

function putAside(number: number): MillraceError {
  return new MillraceError('input_invalid', {
    what: `The owner has put command ${number} aside unread; it was not applied`,
    expected: 'a command of the release that the owner runs',
    next: 'when releases differ, end the loop with run_stop and start it with run_start',
  });
}

function unwrap(answer: Answer): Pick<CommandResult, 'value' | 'already'> {
  if (answer.ok) return { value: answer.value, already: answer.already === true };
  const { code, what, expected, next } = answer.failure;
  const facts = expected === undefined ? { what, next } : { what, expected, next };
  throw new MillraceError(codeOf(code), facts);
}

/** An owner of a later release may know codes that this one does not. */
function codeOf(code: string): ErrorCode {
  for (const codes of Object.values(ERROR_GROUPS)) {
    const known = codes.find((one) => one === code);
    if (known !== undefined) return known;
  }
  return 'internal_error';
}
