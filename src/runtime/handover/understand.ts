import { plannedLists, SUMMARY_KEY } from '../documents/draft.ts';
import { TITLE_KEY } from '../documents/grammar.ts';
import type { DocumentProblem } from '../documents/types.ts';
import { readValue } from '../documents/values.ts';
import type { Family, ListField, VocabularyFile } from '../plan/index.ts';
import { adviceFor } from './advice.ts';
import { compose } from './compose.ts';
import { type Found, grammarOf, Parsed } from './parsed.ts';
import { Prose } from './prose.ts';
import { summaryOf } from './summary.ts';
import { titleOf } from './title.ts';
import type { Written } from './types.ts';

const LINES_SHOWN_MAX = 5;

export interface Reading {
  readonly family: Family;
  readonly vocabulary: readonly VocabularyFile[];
  /** Name of the file that the text came in, for a document without a title; null = none. */
  readonly file: string | null;
  /** What the call asks to be shown, whatever the document says; absent = nothing. */
  readonly review?: string | undefined;
}

/** Reads a document as people write them: which field each part of it fills, and what is prose. */
export function understand(text: string, { family, vocabulary, ...beside }: Reading): Written {
  const parsed = new Parsed(text, grammarOf(vocabulary, family));
  return new Understanding(parsed, parsed.found(), beside).written();
}

class Understanding {
  private readonly prose: Prose;
  private readonly problems: DocumentProblem[] = [];
  private readonly notes: string[] = [];

  constructor(
    private readonly parsed: Parsed,
    private readonly found: Found,
    private readonly beside: Pick<Reading, 'file' | 'review'>,
  ) {
    const { source, title } = parsed;
    const own = title === null ? [] : [title];
    this.prose = new Prose(source.lines, [...found.sections.taken, ...found.fields.taken, ...own]);
  }

  written(): Written {
    const title = this.title();
    const lists = this.lists();
    if (title === '') this.problems.splice(0, this.problems.length, noWords());
    const fieldNotes = this.found.fields.notes.map(({ line, text }) => this.at(line, text));
    return {
      title,
      scalars: this.scalars(),
      lists,
      body: this.prose.text(),
      headings: this.prose.headings(this.parsed.blocks),
      problems: this.problems,
      notes: [...this.notes, ...fieldNotes, ...this.codeNotes(), ...this.fenceNotes()],
      open_fence: null,
    };
  }

  private title(): string {
    const { blocks, source, grammar, title: heading } = this.parsed;
    const title = titleOf(heading, blocks, {
      fields: this.found.fields,
      names: grammar.names,
      frontMatter: source.frontMatter,
      file: this.beside.file,
    });
    if (title?.note) this.notes.push(title.note);
    return title?.text ?? '';
  }

  private lists(): Written['lists'] {
    const lists: Written['lists'] = new Map();
    for (const field of this.parsed.grammar.family.lists) {
      const sections = this.found.sections.of(field.key);
      const { items, problems, notes } = compose(field, sections, (at) => this.lineOf(at));
      this.problems.push(...problems);
      this.notes.push(...notes.map(({ line, text }) => `Line ${line}: ${text}`));
      if (problems.length + items.length === 0) this.advise(field);
      else lists.set(field.key, { line: this.lineOf(sections[0]?.start.place.line ?? 0), items });
    }
    return lists;
  }

  /** A list that has to be given is asked for with the line that comes nearest. */
  private advise(field: ListField): void {
    if (!field.required || field.intake !== undefined) return;
    const { family } = this.parsed.grammar;
    if (plannedLists(family, this.review()).some(({ key }) => key === field.key)) return;
    const { at, message } = adviceFor(field, this.parsed, this.found);
    this.problems.push({ line: at === null ? 0 : this.lineOf(at), field: field.label, message });
  }

  /** Of the call, a line of the document, or its front matter where that says what can be shown. */
  private review(): string | null {
    const { family } = this.parsed.grammar;
    const field = family.scalars.find(({ key }) => key === family.closure.review?.key);
    if (field === undefined) return null;
    const front = this.parsed.source.frontMatter?.fields.get(field.key) ?? '';
    const read = readValue(field, front);
    const own = this.found.fields.found.get(field.key)?.value ?? (read.ok ? read.value : null);
    return this.beside.review ?? own;
  }

  private scalars(): Written['scalars'] {
    const { family } = this.parsed.grammar;
    const scalars = new Map(
      [...this.found.fields.found].map(([key, { value, line }]) => {
        return [key, { line: this.lineOf(line), text: value }] as const;
      }),
    );
    scalars.delete(TITLE_KEY);
    const review = this.review();
    const key = family.closure.review?.key;
    if (key !== undefined && review !== null) {
      scalars.set(key, { line: scalars.get(key)?.line ?? 0, text: review });
    }
    const hasSummary = family.scalars.some(({ key }) => key === SUMMARY_KEY);
    const summary = summaryOf(this.parsed.blocks, (line) => this.prose.isTaken(line));
    if (hasSummary && !scalars.has(SUMMARY_KEY) && summary !== '') {
      scalars.set(SUMMARY_KEY, { line: 0, text: summary });
    }
    return scalars;
  }

  private codeNotes(): string[] {
    const left = this.found.code.filter(({ line }) => !this.prose.isTaken(line));
    if (left.length === 0) return [];
    const shown = left.slice(0, LINES_SHOWN_MAX).map(({ line }) => this.lineOf(line));
    const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : '';
    return [`Items are single lines, so code stays in the prose: line ${shown.join(', ')}${more}.`];
  }

  private fenceNotes(): string[] {
    const lines = this.parsed.source.openFences;
    if (lines.length === 0) return [];
    const shown = lines.slice(0, LINES_SHOWN_MAX).join(', ');
    return [`Nothing closes the code fence on line ${shown}; what is below it was read as text.`];
  }

  private at(line: number, text: string): string {
    return `Line ${this.lineOf(line)}: ${text}`;
  }

  private lineOf(at: number): number {
    return this.parsed.source.lines[at]?.line ?? 0;
  }
}

function noWords(): DocumentProblem {
  const message =
    'The document has no words. Write "# " and a title on its first line, and below it what is wanted.';
  return { line: 0, field: null, message };
}
