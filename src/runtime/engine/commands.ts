import { isMillraceError, MillraceError } from '../errors.ts';
import type { Attempts } from '../keeper/types.ts';
import { type Decision, pause, type Run, requeue, resume, retire } from '../kernel/index.ts';
import { admit } from './admitting.ts';
import type { Answer, Command, Envelope } from './command.ts';
import type { Mailbox } from './mailbox.ts';
import type { Owner } from './owner.ts';
import type { PlanWatch } from './plan-watch.ts';
import { adopt, currentPlan } from './planning.ts';
import type { EnginePorts } from './ports.ts';

/** Answers above this size are kept short in the journal; the command is applied all the same. */
const ANSWER_LENGTH_MAX = 60_000;

export interface CommandParts {
  readonly ports: EnginePorts;
  readonly watch: PlanWatch;
  readonly attempts: Attempts;
  /** Session of the owner that applies commands, and what it does when it is told to stop. */
  readonly owner_session: string;
  readonly stop: (now: boolean) => void;
}

/** Applies commands as the owner. Each is one record: what it does and that it was done. */
export class Commands {
  /** Attempts to cancel once their fence is recorded. */
  private readonly fenced: string[] = [];

  constructor(private readonly parts: CommandParts) {}

  /** Applies everything that waits in the mailbox. Returns how many commands there were. */
  drain(owner: Owner, mailbox: Mailbox): number {
    const mails = mailbox.read();
    for (const mail of mails) {
      if (mail.kind === 'garbage') {
        mailbox.reject(mail.name);
        this.note(owner, mail.name, mail.problem);
        continue;
      }
      const { number } = mail.envelope;
      mailbox.answer(number, this.apply(owner, mail.envelope));
    }
    return mails.length;
  }

  /** Applies one command, or answers it again when it was applied before. */
  apply(owner: Owner, mail: Omit<Envelope, 'number'> & { readonly number: number | null }): Answer {
    const known = owner.state.answers.get(mail.request_key);
    if (known !== undefined) return JSON.parse(known);
    const answer = this.attempt(owner, mail.command);
    const text = JSON.stringify(answer);
    owner.commit({
      changes: [
        {
          k: 'command@1',
          number: mail.number,
          request_key: mail.request_key,
          name: mail.command.name,
          answer: text.length > ANSWER_LENGTH_MAX ? '{"ok":true,"value":null}' : text,
        },
      ],
      cause: { input: 'command', rule: mail.command.name, channel: mail.actor },
    });
    this.cancelFenced();
    return answer;
  }

  /** Applies a command that nobody will ask for again. A refusal is thrown and records nothing. */
  perform(owner: Owner, command: Command): unknown {
    const value = this.run(owner, command);
    owner.flush();
    this.cancelFenced();
    return value;
  }

  private cancelFenced(): void {
    for (const attempt of this.fenced.splice(0)) this.parts.attempts.cancel(attempt);
  }

  private attempt(owner: Owner, command: Command): Answer {
    try {
      return { ok: true, value: this.run(owner, command) };
    } catch (error) {
      if (!isMillraceError(error)) throw error;
      const { what, expected, next } = error.facts;
      return { ok: false, failure: { code: error.code, what, expected, next } };
    }
  }

  private run(owner: Owner, command: Command): unknown {
    const { ports, watch } = this.parts;
    switch (command.name) {
      case 'admit': {
        const index = currentPlan(ports, owner, watch, { refuse_stale: false });
        return admit(ports, owner, index, command);
      }
      case 'adopt':
        return adopt(ports, owner, ports.plans.candidate(command.mode ?? undefined));
      case 'pause':
        return this.decide(owner, pause(command.reason));
      case 'resume':
        return this.decide(owner, resume({ now: owner.now() }, owner.state, command.all));
      case 'requeue':
        return this.requeue(owner, command.key, command.reason);
      case 'retire':
        return this.retire(owner, this.runOf(owner, command.run), command.to, command.reason);
      case 'clear':
        return this.clear(owner, command.reason);
      case 'stop':
        return this.stop(command);
      case 'desire':
        return this.decide(owner, {
          changes: [{ k: 'desire@1', running: command.running }],
          cause: { input: 'operator', rule: 'desire' },
        });
    }
  }

  private decide(owner: Owner, decision: Decision | null): boolean {
    if (decision === null) return false;
    owner.stage(decision);
    return true;
  }

  private retire(owner: Owner, run: Run, to: 'again' | 'queue' | 'blocked', reason: string) {
    const live = run.request?.live?.id ?? null;
    owner.stage(retire(owner.state, run, to, reason));
    if (live !== null) this.fenced.push(live);
    return { run: run.id, attempt: live, to };
  }

  private clear(owner: Owner, reason: string) {
    const runs = [...owner.state.runs.values()].map((run) =>
      this.retire(owner, run, 'queue', reason),
    );
    this.decide(owner, resume({ now: owner.now() }, owner.state, true));
    return { runs };
  }

  private requeue(owner: Owner, key: string, reason: string): boolean {
    const decision = requeue(owner.state, key, reason);
    if (decision !== null) return this.decide(owner, decision);
    throw new MillraceError('input_invalid', {
      what: 'That work item is not blocked',
      expected: 'the key <family>/<id> of a blocked work item',
      next: 'call status to see what is blocked',
    });
  }

  private runOf(owner: Owner, id: string | null): Run {
    const runs = [...owner.state.runs.values()];
    const run = id === null && runs.length === 1 ? runs[0] : runs.find((one) => one.id === id);
    if (run !== undefined) return run;
    throw new MillraceError('run_not_found', {
      what: id === null ? `${runs.length} runs are active` : 'That run is not active',
      expected: 'the id of an active run',
      next: 'call status and name one of the active runs',
    });
  }

  private stop(command: Extract<Command, { name: 'stop' }>): boolean {
    if (command.owner !== this.parts.owner_session) return false;
    this.parts.stop(command.now);
    return true;
  }

  private note(owner: Owner, name: string, problem: string): void {
    owner.commit({
      changes: [{ k: 'note@1', event: 'mailbox_command_failed', data: { file: name, problem } }],
      cause: { input: 'command', rule: 'garbage' },
    });
  }
}
