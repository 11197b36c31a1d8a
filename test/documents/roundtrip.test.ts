import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeDocument,
  draftDocument,
  parseDocument,
  renderDocument,
} from '../../src/runtime/documents/index.ts';
import { recipe, shipped } from '../support/families.ts';
import { anyDocument, hostileText } from './support/arbitrary.ts';

const context = { now: 1_767_225_600_000, actor: 'test', hash8: () => '00c0ffee' };

describe.each([...shipped, recipe])('documents of $family_id', (family) => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(anyDocument(family), (document) => {
        const parsed = parseDocument(renderDocument(document, family), family);
        expect(parsed).toEqual({ ok: true, document, notes: [] });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('keep their meaning when any text that was accepted is written canonically', () => {
    fc.assert(
      fc.property(hostileText(family), fc.boolean(), (text, complete) => {
        const fields = complete ? 'Acceptance:\n- works\n\nSteps: one\n\n' : '';
        const understood = draftDocument(`# A title\n\n${fields}${text}`, family, context);
        if (!understood.ok) return;
        const canonical = renderDocument(understood.document, family);
        const again = parseDocument(canonical, family);
        expect(again).toEqual({ ok: true, document: understood.document, notes: [] });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('never lose a word', () => {
    fc.assert(
      fc.property(hostileText(family), (text) => {
        const marked = text.split('\n').map((line, index) => `${line} w${index}w`);
        const source = `# A title\n\nAcceptance:\n- works\n\nSteps: one\n\n${marked.join('\n')}`;
        const understood = draftDocument(source, family, context);
        if (!understood.ok) return;
        const canonical = renderDocument(understood.document, family);
        for (const index of marked.keys()) expect(canonical).toContain(`w${index}w`);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

/** Eight times the text: eight times the work, 64 times when it grows with the square. */
const GROWTH_MAX = 30;
/** Below that, a measurement says nothing. */
const WORK_MS_MIN = 10;

it.each([
  ['wrapped lines', 'Acceptance:\n- a\n', 'x\n'],
  ['bullets', 'Acceptance:\n', '- a\n'],
  ['prose below a heading', '## Acceptance\n- a\n', '\nx\n'],
  ['a long run of blanks', 'Acceptance:\n- a', ' '],
  ['colons', 'Acceptance:\n- a\n  - ', ': '],
  ['label-shaped lines', '', 'Owner: x\n'],
  ['quotes', '', '> '],
  ['fences', '', '  - ```\n'],
  ['blank lines', '', '\n'],
  ['hashes', '', '#'],
])('reads much of %s with the work of its length, not of its square', (_, head, unit) => {
  const work_ms = (length: number) => {
    const text = `# T\n${head}${unit.repeat(length / unit.length)}`;
    const before = process.cpuUsage();
    draftDocument(text, shipped[0] ?? recipe, context);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const eighth_ms = Math.max(work_ms(25_000), WORK_MS_MIN);
  expect(work_ms(200_000)).toBeLessThan(eighth_ms * GROWTH_MAX);
});

it('decodes what it can and never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' })),
      (source) => {
        const decoded = decodeDocument(source);
        if (decoded.ok) expect(decoded.text).not.toMatch(/[\r\0]/);
      },
    ),
    { numRuns: 500, seed: 7 },
  );
});
