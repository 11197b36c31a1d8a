import { isMillraceError, MillraceError } from '../../errors/errors.ts';
import type { JournalRecovery } from '../../journal/index.ts';
import type { Decision } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { unreadable } from './refusals.ts';

export interface OpenedJournal {
  readonly follower: Follower;
  readonly recovery: JournalRecovery;
  /** Another one stands in its place now, as was chosen; nothing that is rendered is of it. */
  readonly isReplaced: boolean;
}

/** Opens the journal for writing, also where it is another one than was read before. */
export function beginJournal(follower: Follower): JournalRecovery {
  const first = follower.journal.begin(follower.take);
  if (first !== 'reopen') return first;
  follower.reopen();
  const second = follower.journal.begin(follower.take);
  if (second === 'reopen') throw unreadable();
  return second;
}

/** What becoming the owner found, in sentences; none when the last owner ended as it should. */
export function recoveryWords({ torn, unclean, rebooted, records }: JournalRecovery): string[] {
  const words: string[] = [];
  if (rebooted) {
    words.push(
      'The machine was started anew since the last owner; all rendered files were made anew.',
    );
  } else if (unclean) {
    const none = 'everything that it recorded is there';
    const taken = `${records} more of its records ${records === 1 ? 'was' : 'were'} taken over`;
    words.push(`The last owner was cut off in mid-work; ${records === 0 ? none : taken}.`);
  }
  if (torn !== null) {
    const { file, at_byte, size_bytes } = torn;
    const what = `A half-written last record (${size_bytes} bytes) was left out`;
    words.push(`${what}; its bytes are in journal/${file} from byte ${at_byte}.`);
  }
  return words;
}

/** A refusal too tells what becoming the owner found: the next call finds nothing. */
export async function withNotes<T>(notes: string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw told(notes, error);
  }
}

/** The same of work that nobody waits for. */
export function telling<T>(notes: string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw told(notes, error);
  }
}

function told(notes: string[], error: unknown): unknown {
  if (!isMillraceError(error) || notes.length === 0) return error;
  const what = [...notes.splice(0), error.facts.what].join(' ');
  return new MillraceError(error.code, { ...error.facts, what });
}

/** What a caller is told whose records are written while a file that follows from them is not. */
export function behindWords(error: unknown): string {
  const why = isMillraceError(error) ? error.facts.what : 'a disk call failed';
  const what = `It is recorded, and a file that follows from it could not be written (${why})`;
  return `${what}; the next call writes it.`;
}

/** Attempts that another process started, each told once: what became of them. */
export class ForeignAttempts {
  private readonly known = new Set<string>();

  /** This process started it, so that nothing about it is a surprise. */
  own(attempt: string): void {
    this.known.add(attempt);
  }

  adopted(attempt: string): string[] {
    return this.once(attempt, 'goes on running; this process waits for it');
  }

  /** `decision`: what followed from its end. */
  ended(attempt: string, decision: Decision): string[] {
    const end = decision.changes.find((change) => change.k === 'attempt-end@1');
    const outcome = end?.k === 'attempt-end@1' ? end.outcome : null;
    if (outcome === 'lost') return this.once(attempt, 'is lost; a fresh attempt follows');
    if (outcome === 'void') return this.once(attempt, 'never ran; a fresh attempt follows');
    return this.once(attempt, 'had ended; what it left was taken over');
  }

  private once(attempt: string, what: string): string[] {
    if (this.known.has(attempt)) return [];
    this.known.add(attempt);
    return [`Attempt ${attempt} of another process ${what}.`];
  }
}
