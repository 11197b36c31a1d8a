import { checkCommand, isCheckItem } from '../documents/checks.ts';
import { clip } from '../documents/lines.ts';
import type { Entry } from '../documents/list.ts';
import type { DocumentProblem } from '../documents/types.ts';
import type { ListField } from '../plan/index.ts';
import type { FoundSection } from './sections/open-sections.ts';
import { PREFIX_LENGTH_MAX } from './sections/piece.ts';
import { headingText, nameOf, withoutEnd } from './words/text.ts';

/** Of one field; whoever mends these is told of the next. */
const PROBLEMS_MAX = 20;
const NOTES_MAX = 20;

interface Composed {
  readonly items: readonly Entry[];
  readonly problems: readonly DocumentProblem[];
  readonly notes: readonly Entry[];
}

/**
 * The items of one field from all its sections, in order. Where there are several, each item says
 * where it stood; a check, and the id of other work, stands alone. `lineOf`: number of a line among
 * those that were read.
 */
export function compose(
  field: ListField,
  sections: readonly FoundSection[],
  lineOf: (at: number) => number,
): Composed {
  const items: Entry[] = [];
  const problems: DocumentProblem[] = [];
  const notes: Entry[] = [];
  for (const { start, items: found } of sections) {
    const own = sections.length > 1 ? start.where || nameBeside(start.name, field) : '';
    for (const { text, prefix, places } of found) {
      const line = lineOf(places[0]?.line ?? start.place.line);
      const check = field.checks ? checkOf(text) : null;
      const isPlaced = own !== '' && own !== prefix[0];
      const isOwn = isPlaced && (start.where !== '' || prefix.length === 0);
      const names = field.placeholders ? [] : isOwn ? [own, ...prefix] : prefix;
      if (check === null) items.push({ text: named(names, text), line });
      else if (check.kind === 'command') items.push({ text: check.text, line });
      else if (check.kind === 'words') {
        items.push({ text: named(names, check.text), line });
        if (notes.length < NOTES_MAX)
          notes.push({ line, text: `"${clip(text, PREFIX_LENGTH_MAX)}" names no command to run.` });
      } else if (problems.length < PROBLEMS_MAX) {
        problems.push({ line, field: field.label, message: check.message });
      }
    }
  }
  return { items, problems, notes };
}

/** What a section is called, without marks around it; nothing where the field is called the same. */
function nameBeside(name: string, { label }: ListField): string {
  const text = headingText(name).replace(/^[[(\u3010]([^[\]()]*)[\])\u3011]$/, '$1');
  const bare = text.replace(/\s*\([^()]*\)$/, '');
  return nameOf(bare) === nameOf(label) ? '' : bare;
}

function named(names: readonly string[], text: string): string {
  if (names.length === 0) return text;
  const fronts = names
    .map((name) => withoutEnd(clip(name, PREFIX_LENGTH_MAX)))
    .filter((name) => name !== '');
  return [...fronts, text].join(': ');
}

type CheckText =
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'wrong'; readonly message: string };

/** Null = no check. A mistyped one must not pass for words, because then nothing would be run. */
function checkOf(text: string): CheckText | null {
  if (!/^check:/i.test(text)) return null;
  const rest = text.slice('check:'.length).trim();
  const check = `Check: ${rest}`;
  if (checkCommand(check) !== null) return { kind: 'command', text: check };
  const commands = [...rest.matchAll(/`([^`]+)`/g)].map(([, command = '']) => command.trim());
  if (commands.length === 0 && rest !== '' && !rest.includes('`')) {
    return { kind: 'words', text: isCheckItem(text) ? `check: ${rest}` : text };
  }
  const instead = (commands.length === 0 ? ['npm test'] : commands).map(
    (command) => `"- Check: \`${command}\`"`,
  );
  const message =
    'A check is "Check:" and exactly one command in backticks, nothing else. ' +
    `Write ${instead.join(' and, on a line of its own, ')} there.`;
  return { kind: 'wrong', message };
}
