/**
 * What operators, agents and other processes ask of the owner. One shape serves direct calls and
 * the mailbox. Each command is one record that holds what it did and that it was done, so that the
 * same `request_key` is applied once and answered the same each time.
 */

import { isMillraceError } from '../../errors/errors.ts';
import { noteChange } from '../../kernel/index.ts';
import { DiskFault } from '../../ports/index.ts';
import { repair } from '../doctor/repair.ts';
import type { Owner } from '../owner/owner.ts';
import { adopt, planForWork } from '../plan/adopt.ts';
import { takeConfig } from '../plan/reload.ts';
import { applySkill } from '../skills/command.ts';
import { writeSkills } from '../skills/write.ts';
import { applyGc } from '../storage/gc.ts';
import { admit, admitAnswer, admittedNow } from './admit.ts';
import { OperatorCommands } from './controls.ts';
import type { Mail, Mailbox } from './mailbox.ts';
import type { CommandParts } from './parts.ts';
import { reloadConfig } from './reload-config.ts';
import { contentOf, isApplied, requireSameContent } from './request-key.ts';
import {
  type Answer,
  answer as answerSchema,
  type Command,
  type ControlValue,
  type Envelope,
} from './schema.ts';

/** Larger answers are not kept in the journal; the command is applied all the same. */
const ANSWER_LENGTH_MAX = 60_000;
/** Commands that do as the config says now. */
const READS_CONFIG: readonly Command['name'][] = ['gc', 'resume', 'clear'];
const NOT_KEPT = '{"ok":true,"value":null}';

export interface AppliedCommand {
  readonly name: string;
  readonly detail: string;
}

/** Applies commands as the owner. Each is one record: what it does and that it was done. */
export class CommandHandler {
  private readonly operatorCommands: OperatorCommands;

  constructor(private readonly parts: CommandParts) {
    this.operatorCommands = new OperatorCommands(parts);
  }

  /** Applies everything that waits in the mailbox, in order. */
  drain(owner: Owner, mailbox: Mailbox): AppliedCommand[] {
    return mailbox.read().map((mail) => {
      if (mail.kind === 'garbage') return this.refuse(owner, mailbox, mail);
      const answer = this.applyMail(owner, mailbox, mail);
      mailbox.answer(mail.name, answer);
      return { name: mail.envelope.command.name, detail: detailOf(answer) };
    });
  }

  /** Applies one command, or answers it again when it was applied before. */
  apply(owner: Owner, mail: Omit<Envelope, 'number'> & { readonly number: number | null }): Answer {
    const content = contentOf(this.parts.ports.hash, mail.command);
    const earlier = this.earlier(owner, mail.request_key, content);
    if (earlier !== null) return earlier;
    const answer = this.attempt(() => this.run(owner, mail.command, mail.actor));
    const text = JSON.stringify(answer);
    owner.commit({
      changes: [
        {
          k: 'command@1',
          number: mail.number,
          request_key: mail.request_key,
          name: mail.command.name,
          answer: text.length > ANSWER_LENGTH_MAX ? NOT_KEPT : text,
          content,
        },
      ],
      cause: { input: 'command', rule: mail.command.name, channel: mail.actor },
    });
    this.follow(owner);
    return answer;
  }

  /** Applies a command that nobody will ask for again. A refusal is thrown and records nothing. */
  perform(owner: Owner, command: Command): unknown {
    const value = this.run(owner, command, owner.actor);
    owner.flush();
    this.follow(owner);
    return value;
  }

  /** What the machine has to do once the record is written. */
  private follow(owner: Owner): void {
    owner.effect(() => {
      this.operatorCommands.follow(owner);
      if (writeSkills(this.parts.ports, owner)) this.parts.watch.forget();
    });
  }

  /** A command that meets a defect is answered and put away, or every next owner would meet it too. */
  private applyMail(
    owner: Owner,
    mailbox: Mailbox,
    { name, envelope }: Extract<Mail, { kind: 'command' }>,
  ): Answer {
    try {
      return this.apply(owner, envelope);
    } catch (error) {
      if (!isDefect(error)) throw error;
      const what = `Command ${envelope.number} met a defect of Millrace and was not applied`;
      const next =
        'call status to see where the work stands; the details are in the log of the owner';
      mailbox.answer(name, { ok: false, failure: { code: 'internal_error', what, next } });
      throw error;
    }
  }

  /**
   * The answer to a command whose key was used before; null when it is to be applied. A refusal
   * that a key was used for binds nothing.
   */
  private earlier(owner: Owner, key: string, content: string): Answer | null {
    const { answers } = owner.state;
    const bound = this.attempt(() => requireSameContent(answers, key, content));
    if (!bound.ok) return bound;
    const known = answers.get(key);
    if (known === undefined || !isApplied(known)) return null;
    const answer = answerSchema.parse(JSON.parse(known.answer));
    if (!answer.ok) return answer;
    const document = admitAnswer.safeParse(answer.value).data;
    const value = document === undefined ? answer.value : admittedNow(owner, document);
    return { ok: true, value, already: true };
  }

  private attempt(work: () => unknown): Answer {
    try {
      return { ok: true, value: work() };
    } catch (error) {
      if (!isMillraceError(error)) throw error;
      const { what, expected, next } = error.facts;
      return { ok: false, failure: { code: error.code, what, expected, next } };
    }
  }

  private run(owner: Owner, command: Command, actor: string): unknown {
    const { ports } = this.parts;
    if (READS_CONFIG.includes(command.name)) this.lookAtConfig(owner);
    switch (command.name) {
      case 'admit': {
        const { index } = planForWork(this.parts, owner, this.quiet_ms);
        return admit(ports, owner, index, command);
      }
      case 'adopt':
        return this.adopt(owner, command.mode ?? undefined);
      case 'reload_config':
        return reloadConfig(this.parts, owner);
      case 'repair':
        return repair(ports, owner);
      case 'gc':
        return applyGc(ports, owner);
      case 'promote_skill':
      case 'drop_skill':
      case 'revert_skill':
      case 'install_skill':
      case 'refresh_skill': {
        const detail = applySkill(ports, owner, command, actor);
        return { applied: true, detail, runs: [] } satisfies ControlValue;
      }
      default:
        return this.operatorCommands.run(owner, command, actor);
    }
  }

  /** A loop follows the config by itself; whoever calls has edited it before. */
  private get quiet_ms(): number {
    return this.parts.loop === null ? 0 : Number.POSITIVE_INFINITY;
  }

  private lookAtConfig(owner: Owner): void {
    const seen = this.parts.watch.config.look(this.quiet_ms);
    if (seen !== null) takeConfig(this.parts, owner, seen);
  }

  /** With the config as it is now, also in the middle of a run. */
  private adopt(owner: Owner, mode: string | undefined): boolean {
    const { ports, watch } = this.parts;
    const seen = watch.config.now();
    const config = seen.is === 'config' ? seen : undefined;
    const candidate = ports.plans.candidate(mode, config?.bytes);
    if (candidate.plan !== null) takeConfig(this.parts, owner, seen);
    return adopt(ports, owner, candidate, config);
  }

  /** Puts what is no command out of the way, and answers whoever waits for it. */
  private refuse(
    owner: Owner,
    mailbox: Mailbox,
    mail: Extract<Mail, { kind: 'garbage' }>,
  ): AppliedCommand {
    const { name, problem, number } = mail;
    const what = `The owner does not take this command: ${problem}`;
    const expected = `a command of release ${this.parts.ports.identity.version}, which the owner runs`;
    const next = 'when releases differ, end the loop with run_stop and start it with run_start';
    const failure = { code: 'input_invalid', what, expected, next };
    mailbox.reject(name);
    if (number !== null) mailbox.answer(name, { ok: false, failure });
    owner.commit({
      changes: [noteChange('mailbox_command_failed', { file: name, problem })],
      cause: { input: 'command', rule: 'garbage' },
    });
    return { name: 'garbage', detail: problem };
  }
}

function isDefect(error: unknown): boolean {
  return error instanceof Error && !(error instanceof DiskFault) && !isMillraceError(error);
}

function detailOf(answer: Answer): string {
  if (!answer.ok) return answer.failure.what;
  const { value } = answer;
  const has = typeof value === 'object' && value !== null && 'detail' in value;
  return has ? String(value.detail) : 'done';
}
