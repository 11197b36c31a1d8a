import type { Family } from '../plan/index.ts';
import type { Check, WorkDocument } from './types.ts';

const WORD = 'Check:';
const SINGLE = /^`([^`]+)`$/;
const DOUBLE = /^``((?:[^`]|`(?!`))+)``$/;

/** An item that starts like this must be a check, so that a mistyped one is not taken for prose. */
export function isCheckItem(text: string): boolean {
  return text.startsWith(WORD);
}

/**
 * The command of `Check:` plus exactly one command in backticks; two backticks on each side when it
 * holds one.
 */
export function checkCommand(text: string): string | null {
  if (!isCheckItem(text)) return null;
  const rest = text.slice(WORD.length).trim();
  const command = (SINGLE.exec(rest)?.[1] ?? DOUBLE.exec(rest)?.[1] ?? '').trim();
  return command === '' ? null : command;
}

/** The commands that a document names as checks, in the order of the family's fields. */
export function checksOf(document: WorkDocument, family: Family): Check[] {
  const checks: Check[] = [];
  for (const field of family.lists) {
    if (!field.checks) continue;
    for (const item of document.lists[field.key] ?? []) {
      const command = checkCommand(item);
      if (command !== null) checks.push({ command, field: field.label });
    }
  }
  return checks;
}
