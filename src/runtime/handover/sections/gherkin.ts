import type { VocabularyFile } from '../../plan/index.ts';
import type { Steps } from '../words/steps.ts';
import { itemText, letters, withoutEnd } from '../words/text.ts';
import type { Piece, Place } from './piece.ts';

type Keyword = 'feature' | 'background' | 'rule' | 'examples' | 'scenario';

interface Scenario {
  readonly head: string;
  readonly rule: string;
  readonly steps: string[];
  line: number;
  end: number;
}

/** Reads the text of a feature file: one item for each scenario. */
export class Gherkin {
  private readonly keywords: ReadonlyMap<string, Keyword>;

  constructor(
    files: readonly VocabularyFile[],
    private readonly steps: Steps,
  ) {
    const pairs = files.flatMap(({ gherkin, scenario }) => [
      ...Object.values(keywordsOf(gherkin)).flat(),
      ...scenario.map((word) => [letters(word), 'scenario'] as const),
    ]);
    this.keywords = new Map(pairs);
  }

  /** Whether code without a language says by its words that it is a feature file. */
  isFeature(lines: readonly string[]): boolean {
    const [keyword] = this.keywordOf(lines.find((line) => line.trim() !== '') ?? '') ?? [];
    return keyword === 'feature' || keyword === 'scenario';
  }

  /** Whether lines of code among acceptance items are scenarios. */
  isLike(lines: readonly string[]): boolean {
    const meanings = lines.map((line) => this.keywordOf(line)?.[0] ?? this.stepKind(line));
    return meanings.includes('outcome') || meanings.includes('scenario');
  }

  /** `first` is the line on which the text begins. */
  read(lines: readonly string[], first: number, prefix: readonly string[]): Piece[] {
    const scenarios: Scenario[] = [];
    const shared: string[] = [];
    let rule = '';
    let open: Scenario | 'shared' | null = null;
    lines.forEach((raw, at) => {
      const text = itemText(raw);
      if (text === '' || /^[@#]/.test(text)) return;
      const place = { line: first + at, end: first + at + 1 };
      const [keyword, name = ''] = this.keywordOf(text) ?? [];
      if (keyword === 'feature') open = null;
      else if (keyword === 'rule') rule = name;
      else if (keyword === 'background') open = 'shared';
      else if (keyword === 'scenario') {
        open = { head: text, rule, steps: [], ...place };
        scenarios.push(open);
      } else if (open === 'shared') this.addStep(shared, text);
      else {
        open = this.stepInto(open, text, place, rule, scenarios);
      }
    });
    return scenarios.map((scenario) => pieceOf(scenario, shared, prefix));
  }

  private stepInto(
    open: Scenario | null,
    text: string,
    place: Place,
    rule: string,
    scenarios: Scenario[],
  ): Scenario | null {
    const kind = this.stepKind(text);
    const isNext =
      open === null
        ? kind === 'context' || kind === 'action'
        : open.head === '' && kind === 'context' && open.steps.some((step) => this.isThen(step));
    const into = isNext ? { head: '', rule, steps: [], ...place } : open;
    if (into === null) return null;
    if (isNext) scenarios.push(into);
    this.addStep(into.steps, text);
    into.end = place.end;
    return into;
  }

  /** What begins like no step goes on with the one above: a wrapped line, a table of examples. */
  private addStep(steps: string[], text: string): void {
    const isStep = this.stepKind(text) !== null || text.startsWith('* ');
    const before = steps.at(-1);
    if (isStep || before === undefined || this.keywordOf(text) !== null) steps.push(text);
    else steps.splice(-1, 1, `${before} ${text}`);
  }

  private stepKind(text: string) {
    const kinds = [...this.steps.meaningOf(text).values()];
    return kinds[0] ?? null;
  }

  private isThen(text: string): boolean {
    return this.stepKind(text) === 'outcome';
  }

  private keywordOf(line: string): [Keyword, string] | null {
    const at = line.search(/[:\uff1a]/);
    if (at < 0) return null;
    const keyword = this.keywords.get(letters(itemText(line.slice(0, at))).trim());
    return keyword === undefined ? null : [keyword, line.slice(at + 1).trim()];
  }
}

function keywordsOf(gherkin: VocabularyFile['gherkin']) {
  const pairs = (words: readonly string[], keyword: Keyword) =>
    words.map((word) => [letters(word), keyword] as const);
  return {
    feature: pairs(gherkin.feature, 'feature'),
    background: pairs(gherkin.background, 'background'),
    rule: pairs(gherkin.rule, 'rule'),
    examples: pairs(gherkin.examples, 'examples'),
  };
}

function pieceOf(scenario: Scenario, shared: readonly string[], prefix: readonly string[]): Piece {
  const { head, rule, steps, line, end } = scenario;
  const text = [...shared, ...steps].map(withoutEnd).join(', ');
  return {
    kind: 'item',
    text: [head, text].filter((part) => part !== '').join(': '),
    prefix: rule === '' ? prefix : [...prefix, rule],
    places: [{ line, end }],
  };
}
