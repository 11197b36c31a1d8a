import { MillraceError } from '../../errors/errors.ts';
import type { KeptAnswer } from '../../kernel/index.ts';
import type { Hash } from '../../ports/index.ts';
import type { Command } from './schema.ts';

/** One call that gives two commands its key. */
const ONE_CALL: ReadonlySet<string> = new Set(['desire', 'stop']);

/** The key of a command in the record: the caller's own, below the name of what is asked. */
export function keyOfCommand(name: Command['name'], key: string): string {
  return `${name}:${key}`;
}

/** What a key is bound to: all that the caller asked for, and nothing that this machine found out. */
export function contentOf(hash: Hash, command: Command): string {
  const { name, ...fields } = command.name === 'stop' ? { ...command, owner: '' } : command;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return hash.sha256(JSON.stringify([name, given.sort(([a], [b]) => (a < b ? -1 : 1))]));
}

/** Refuses a key that was used for something else. A call that was refused has bound nothing. */
export function requireSameContent(
  answers: ReadonlyMap<string, KeptAnswer>,
  key: string,
  content: string,
): void {
  const known = answers.get(key);
  if (known !== undefined && isOther(known, content)) throw conflict();
  const { name, own } = partsOf(key);
  for (const [other, answer] of answers) {
    const parts = partsOf(other);
    if (parts.own !== own || parts.name === name || !isApplied(answer)) continue;
    if (!(ONE_CALL.has(parts.name) && ONE_CALL.has(name))) throw conflict();
  }
}

/** Whether a call with this key has been applied; one that was refused may be tried again. */
export function isApplied({ answer }: KeptAnswer): boolean {
  return answer.startsWith('{"ok":true');
}

function isOther(known: KeptAnswer, content: string): boolean {
  return isApplied(known) && known.content !== null && known.content !== content;
}

function partsOf(key: string): { readonly name: string; readonly own: string } {
  const colon = key.indexOf(':');
  return { name: key.slice(0, Math.max(0, colon)), own: key.slice(colon + 1) };
}

function conflict(): MillraceError {
  return new MillraceError('request_key_conflict', {
    what: 'This request_key belongs to another call, which has been applied',
    expected: 'a key of its own for each call, and the same key only to repeat exactly that call',
    next: 'call again with another request_key, or with what was asked under this one',
  });
}
