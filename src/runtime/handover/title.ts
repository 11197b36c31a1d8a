import { TITLE_KEY } from '../documents/grammar.ts';
import { clip, foldValue } from '../documents/lines.ts';
import type { Block, Heading } from './lines/blocks.ts';
import type { FrontMatter } from './lines/front-matter.ts';
import type { Fields } from './sections/fields.ts';
import { joinLines } from './sections/pieces.ts';
import type { Names } from './words/names.ts';
import { headingText, itemText } from './words/text.ts';

/** Longer titles are cut; the document that was handed over keeps them. */
const TITLE_LENGTH_MAX = 200;
const MADE_LENGTH_MAX = 80;

export interface Title {
  readonly text: string;
  /** Said where the title was not written as one. */
  readonly note: string | null;
}

/**
 * The heading that is the title: the first of all when it is of level 1 and names no section; a
 * later one of level 1 when front matter has no title either.
 */
export function titleHeading(
  blocks: readonly Block[],
  frontMatter: FrontMatter | null,
  names: Names,
): Heading | null {
  const heads = blocks.filter((block) => block.kind === 'heading');
  const found = heads.find(
    ({ level, text }) => level === 1 && headingText(text) !== '' && !isSection(text, names),
  );
  const isFirst = found !== undefined && found === heads[0];
  return isFirst || !frontMatter?.fields.has('title') ? (found ?? null) : null;
}

/** Null for a text that has no words. */
export function titleOf(
  heading: Heading | null,
  blocks: readonly Block[],
  source: {
    readonly fields: Fields;
    readonly frontMatter: FrontMatter | null;
    readonly names: Names;
    /** Name of the file, or null. */
    readonly file: string | null;
  },
): Title | null {
  if (heading !== null) return cut(heading.text);
  const { fields, frontMatter, file, names } = source;
  const given = fields.found.get(TITLE_KEY)?.value ?? frontMatter?.fields.get('title') ?? '';
  if (headingText(given) !== '') return cut(given);
  const name = file === null ? '' : nameOfFile(file);
  if (name !== '') return made(name, "the file's name");
  const heads = blocks.filter((block) => block.kind === 'heading');
  const head = heads.find(({ text }) => headingText(text) !== '' && names.heading(text) === null);
  if (head !== undefined) return made(head.text, 'the first heading');
  const words = firstWords(blocks) ?? heads.find(({ text }) => headingText(text) !== '')?.text;
  return words === undefined ? null : made(words, 'made of the first words');
}

/** A name that says more than that of a section is a title. */
function isSection(text: string, names: Names): boolean {
  return names.heading(text, { title: true }) !== null;
}

function cut(text: string): Title {
  const title = headingText(text);
  if (title.length <= TITLE_LENGTH_MAX) return { text: title, note: null };
  const note = `The title was cut to ${TITLE_LENGTH_MAX} characters.`;
  return { text: clip(title, TITLE_LENGTH_MAX), note };
}

function made(text: string, from: string): Title {
  const title = clip(headingText(text), MADE_LENGTH_MAX);
  return { text: title, note: `No heading gives a title, so it is ${from}: "${title}".` };
}

function firstWords(blocks: readonly Block[]): string | undefined {
  for (const block of blocks) {
    if (block.kind === 'paragraph') {
      const text = itemText(joinLines(block));
      if (text !== '') return text;
    }
    const inner = block.kind === 'list' ? block.items.flatMap((item) => item.blocks) : [];
    const words = inner.length === 0 ? undefined : firstWords(inner);
    if (words !== undefined) return words;
  }
  return undefined;
}

function nameOfFile(path: string): string {
  const name = path.split('/').at(-1) ?? '';
  return foldValue(name.replace(/\.[A-Za-z0-9]{1,10}$/, '').replace(/[-_]+/g, ' '));
}
