import { closestMatch } from 'leven';
import type { ListField } from '../plan/index.ts';
import type { Block, Heading, Paragraph } from './lines/blocks.ts';
import type { Parsed } from './parsed.ts';
import { labelOf } from './words/labels.ts';
import { headingText, nameOf } from './words/text.ts';

/** Headings and labels that are compared, from the top. */
const COMPARED_MAX = 500;
/** A slip is looked for in shorter names only. */
const NAME_LENGTH_MAX = 30;
const LABEL_LENGTH_MAX = 80;
/** A name of five letters may differ in one, one of ten in two. */
const LETTERS_PER_SLIP = 5;
const SLIPS_MAX = 2;
const RANK_LAST = Number.MAX_SAFE_INTEGER;

/** A heading or label that may have been meant to name a list. */
export interface Miss {
  /** From 0, among the lines that were read. */
  readonly at: number;
  /** The line to write instead. */
  readonly instead: string;
  /** 0 = a slip of letters, from 1 on a name that comes near, `RANK_LAST` = any other name. */
  readonly rank: number;
  readonly items: number;
}

/** The nearest first. */
export function missesOf(field: ListField, parsed: Parsed): Miss[] {
  const search = new Search(field, parsed);
  const misses = parsed.blocks
    .flatMap(({ kind }, at) => (kind === 'heading' || kind === 'paragraph' ? [at] : []))
    .slice(0, COMPARED_MAX)
    .flatMap((at) => search.missAt(at) ?? []);
  return misses.sort((a, b) => a.rank - b.rank || b.items - a.items || a.at - b.at);
}

class Search {
  private readonly blocks: readonly Block[];
  private readonly known: readonly string[];

  constructor(
    private readonly field: ListField,
    private readonly parsed: Parsed,
  ) {
    this.blocks = parsed.blocks;
    this.known = parsed.grammar.names.namesOf(field.key);
  }

  missAt(at: number): Miss | null {
    const block = this.blocks[at];
    if (block === undefined || block === this.parsed.title) return null;
    if (block.kind === 'heading') return this.heading(block, at);
    return block.kind === 'paragraph' ? this.label(block, at) : null;
  }

  private heading(head: Heading, at: number): Miss | null {
    const items = this.itemsBelow(head, at);
    if (items === 0) return null;
    const { names } = this.parsed.grammar;
    const rank = this.rankOf(head.text, names.heading(head.text) !== null);
    if (rank === null) return null;
    const name = this.called(headingText(head.text), rank);
    return { at: head.line, instead: `${'#'.repeat(head.level)} ${name}`, rank, items };
  }

  /** The last line of a paragraph above a list. */
  private label(block: Paragraph, at: number): Miss | null {
    const next = this.blocks[at + 1];
    const line = block.lines.at(-1) ?? '';
    if (next?.kind !== 'list' || line.length > LABEL_LENGTH_MAX) return null;
    const label = labelOf(line, this.parsed.grammar.names);
    if (label !== null && label.value !== '') return null;
    const name = label?.text ?? line.trim().replace(/[:\uff1a]$/, '');
    const rank = this.rankOf(name, label === null ? null : label.role !== null);
    if (rank === null) return null;
    const instead = `**${this.called(name, rank)}**`;
    return { at: block.end - 1, instead, rank, items: next.items.length };
  }

  private itemsBelow(head: Heading, at: number): number {
    let items = 0;
    for (let next = at + 1; next < this.blocks.length; next += 1) {
      const block = this.blocks[next];
      if (block === undefined || (block.kind === 'heading' && block.level <= head.level)) break;
      if (block.kind === 'list') items += block.items.length;
      else if (block.kind === 'table') items += block.rows.length;
      else if (block.kind === 'paragraph') items += 1;
    }
    return items;
  }

  /** Null = no miss: a name that is known means something else. */
  private rankOf(name: string, isKnown: boolean | null): number | null {
    if (this.isSlip(nameOf(name))) return 0;
    const near = this.parsed.grammar.names.nearness(name, this.field.key);
    if (near !== null) return near + 1;
    return isKnown === false ? RANK_LAST : null;
  }

  private isSlip(name: string): boolean {
    const maxDistance = Math.min(Math.floor(name.length / LETTERS_PER_SLIP), SLIPS_MAX);
    if (maxDistance === 0 || name.length > NAME_LENGTH_MAX) return false;
    const alike = this.known.filter((one) => Math.abs(one.length - name.length) <= maxDistance);
    return closestMatch(name, alike, { maxDistance }) !== undefined;
  }

  /** A slip is corrected; any other name stays behind that of the field. */
  private called(name: string, rank: number): string {
    return rank === 0 ? this.field.label : `${this.field.label}: ${name}`;
  }
}
