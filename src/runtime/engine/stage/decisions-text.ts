import { byteLength, type DecisionEntry } from '../../kernel/index.ts';

/** So much stands whole in one file; what is older is named there and stands in another. */
const WHOLE_SIZE_BYTES_MAX = 32 * 1024;
const NAMED_LENGTH_MAX = 100;

/** Name -> text: all that was decided, what is older where there is much, and what changed the contract. */
export function decisionsFiles(
  root: string,
  entries: readonly DecisionEntry[],
): ReadonlyMap<string, string> {
  const from = firstWhole(entries);
  const older = entries.slice(0, from);
  const index =
    older.length === 0
      ? []
      : [
          `${older.length} older ones stand whole in \`in/decisions-older.md\`:`,
          listed(older, named),
        ];
  const text = [
    `# What was decided about ${root}`,
    'This is the voice of the owner, and stands above the work item and every report; where two ' +
      'of them collide, the later one holds. Questions of stages stand here with their answers. ' +
      'The newest stands last.',
    ...index,
    listed(entries.slice(from), whole),
    '',
  ];
  const files = new Map([['decisions.md', text.join('\n\n')]]);
  const versions = entries.filter(({ kind }) => kind === 'amendment' || kind === 'waiver');
  if (versions.length > 0) {
    const head = `# How the contract of ${root} came to its newest version`;
    files.set('contract_changes.md', `${head}\n\n${listed(versions, whole)}\n`);
  }
  if (older.length > 0) files.set('decisions-older.md', `${listed(older, whole)}\n`);
  return files;
}

function firstWhole(entries: readonly DecisionEntry[]): number {
  let size_bytes = 0;
  let from = entries.length;
  while (from > 0) {
    size_bytes += byteLength(entries[from - 1]?.text ?? '');
    if (size_bytes > WHOLE_SIZE_BYTES_MAX) break;
    from -= 1;
  }
  return from;
}

function listed(entries: readonly DecisionEntry[], show: (one: DecisionEntry) => string): string {
  return entries.map((one) => `- ${show(one)}`).join('\n');
}

function whole(entry: DecisionEntry): string {
  return `${headOfEntry(entry)}: ${oneLine(entry.text)}`;
}

function named(entry: DecisionEntry): string {
  return `${headOfEntry(entry)}: ${oneLine(entry.text).slice(0, NAMED_LENGTH_MAX)}...`;
}

/** A person is named as one only where that was shown. */
function headOfEntry({ id, kind, key, actor, is_person, at }: DecisionEntry): string {
  const about = key === null ? '' : ` about ${key}`;
  return `${id}, ${kind}${about} by ${actor}${is_person ? ' (a person)' : ''}, ${at}`;
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ');
}
