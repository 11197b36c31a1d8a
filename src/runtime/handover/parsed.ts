import type { Family, VocabularyFile } from '../plan/index.ts';
import { type Block, blocksOf, type Heading } from './lines/blocks.ts';
import { type Source, sourceOf } from './lines/source.ts';
import { Fields } from './sections/fields.ts';
import { Gherkin } from './sections/gherkin.ts';
import { OpenSections } from './sections/open-sections.ts';
import type { Place } from './sections/piece.ts';
import { Reader } from './sections/reader.ts';
import { titleHeading } from './title.ts';
import { Names } from './words/names.ts';
import { Steps } from './words/steps.ts';
import { VagueWords } from './words/vague.ts';

/** What the vocabulary says of one family. It takes longer to make than most documents to read. */
export interface Grammar {
  readonly family: Family;
  readonly names: Names;
  readonly steps: Steps;
  readonly gherkin: Gherkin;
  readonly vague: VagueWords;
}

const grammars = new WeakMap<readonly VocabularyFile[], WeakMap<Family, Grammar>>();

export function grammarOf(vocabulary: readonly VocabularyFile[], family: Family): Grammar {
  const families = grammars.get(vocabulary) ?? new WeakMap<Family, Grammar>();
  grammars.set(vocabulary, families);
  const known = families.get(family);
  if (known !== undefined) return known;
  const steps = new Steps(vocabulary);
  const names = new Names(vocabulary, family);
  const gherkin = new Gherkin(vocabulary, steps);
  const grammar = { family, names, steps, gherkin, vague: new VagueWords(vocabulary) };
  families.set(family, grammar);
  return grammar;
}

export interface Found {
  readonly fields: Fields;
  readonly sections: OpenSections;
  /** Code among items. */
  readonly code: readonly Place[];
}

/** A document in blocks, and what its sections hold. */
export class Parsed {
  readonly source: Source;
  readonly blocks: readonly Block[];
  readonly title: Heading | null;

  constructor(
    readonly text: string,
    readonly grammar: Grammar,
  ) {
    this.source = sourceOf(text, grammar.names);
    this.blocks = blocksOf(this.source.lines);
    this.title = titleHeading(this.blocks, this.source.frontMatter, grammar.names);
  }

  /**
   * A title such as "Acceptance criteria of coupons" is the heading of all when no other heading
   * names any.
   */
  found(): Found {
    const found = this.read(this.title);
    const { names } = this.grammar;
    const role = this.title === null ? undefined : names.heading(this.title.text)?.role;
    if (role?.kind !== 'field' || found.sections.has(role.key)) return found;
    return this.read(null);
  }

  /** `title`: the heading that begins no section. */
  private read(title: Heading | null): Found {
    const { family, names, steps, gherkin } = this.grammar;
    const code: Place[] = [];
    const reading = { names, steps, code: (place: Place) => code.push(place) };
    const fields = new Fields(family);
    const sections = new OpenSections(reading, gherkin, family);
    new Reader(sections, fields, title).read(this.blocks);
    sections.closeAll();
    return { fields, sections, code };
  }
}
