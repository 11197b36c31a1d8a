import { MillraceError } from '../../runtime/errors/errors.ts';
import { clip } from './text.ts';

export interface SpecParts {
  readonly title: string;
  readonly prose?: string | undefined;
  readonly acceptance: readonly string[];
  /** Lines `Label: value`; the same label again makes a list. */
  readonly fields: readonly string[];
}

/** Writes typed parts as one work document; what a document may say is decided where it is read. */
export function composeDocument(parts: SpecParts): string {
  const blocks = [
    `# ${oneLine(parts.title)}`,
    fieldBlocks(parts.fields).join('\n'),
    listBlock('Acceptance', parts.acceptance),
    quoteLabels(parts.prose ?? ''),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

const FIELD = /^\s*([A-Za-z][A-Za-z0-9-]*):\s*(\S[\s\S]*)$/;

function fieldBlocks(fields: readonly string[]): string[] {
  const values = new Map<string, string[]>();
  for (const field of fields) {
    const [, label, value] = FIELD.exec(field) ?? [];
    if (label === undefined || value === undefined) throw badField(field);
    values.set(label, [...(values.get(label) ?? []), value]);
  }
  return [...values].map(([label, [first, ...more]]) =>
    more.length === 0
      ? `${label}: ${oneLine(first ?? '')}`
      : listBlock(label, [first ?? '', ...more]),
  );
}

function listBlock(label: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return [`${label}:`, ...items.map((item) => `- ${oneLine(item)}`)].join('\n');
}

/** What a reader of documents takes for a field; an address is none. */
const LABEL = /^(?:> )* ?[A-Z][A-Za-z0-9-]*:(?!\/\/)/;

/**
 * Prose stays prose: a line that would be read as a field is put behind `> `, which its reader
 * takes off again.
 */
function quoteLabels(prose: string): string {
  const lines = prose.trim().split(/\r\n|\r|\n/);
  return lines.map((line) => (LABEL.test(line) ? `> ${line}` : line)).join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function badField(field: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `fields has the entry "${clip(field, 60)}", which is not a labelled value`,
    expected: 'entries like "Constraints: No new dependencies"; repeat a label for a list',
    next: 'Correct the entry and call enqueue_spec again.',
  });
}
