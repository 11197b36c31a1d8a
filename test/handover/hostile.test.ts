import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftDocument, renderDocument } from '../../src/runtime/documents/index.ts';
import { anyDocument, hostileText } from '../documents/support/arbitrary.ts';
import { context } from '../documents/support/show.ts';
import { spec, task } from '../support/families.ts';
import { itemsOf, read, understood } from './support/read.ts';

const MIB = 1_048_576;

describe('any text', () => {
  it('is read, or refused with what to write', () => {
    fc.assert(
      fc.property(hostileText(spec), (text) => {
        const reading = read(text);
        if (reading.ok) {
          const draft = draftDocument(reading.value.text, spec, context);
          expect(draft.ok ? [] : draft.problems).toEqual([]);
          const lists = draft.ok ? draft.document.lists : {};
          for (const { label, items } of reading.value.understood.lists) {
            const key = spec.lists.find((field) => field.label === label)?.key ?? '';
            expect(lists[key]).toEqual(items);
          }
        } else {
          expect(reading.refused.problems.length).toBeGreaterThan(0);
          for (const { message } of reading.refused.problems) {
            expect(message).toMatch(/[Ww]rite|add the lines|Leave/);
          }
        }
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it.each([spec, task])(
    'that is a document of the queue is that document ($family_id)',
    (family) => {
      fc.assert(
        fc.property(anyDocument(family), (document) => {
          const text = renderDocument(document, family);
          const reading = read(text, { family });
          expect(reading.ok ? reading.value.text : reading.refused).toBe(text);
          expect(reading.ok && reading.value.id).toBe(document.id);
        }),
        { numRuns: 300, seed: 5 },
      );
    },
  );
});

describe('line ends', () => {
  it('may be mixed, with a byte order mark in front', () => {
    const text = '\ufeff# Coupons\r\n\r\n## Acceptance\r- one\n- two\r\n';
    expect(itemsOf(text)).toEqual(['one', 'two']);
  });
});

describe('a large document', () => {
  it('of one line is read', () => {
    const text = `# Coupons\n\nAcceptance: ${'x '.repeat(400_000)}\n`;
    expect(itemsOf(text)[0]?.length).toBe(799_999);
    expect(understood('x'.repeat(MIB))).toMatchInlineSnapshot(`
      "refused: document_invalid
      0: No line names the Acceptance list. To have one, add the lines "## Acceptance" and below it "- ..." for each thing that must hold, or give them as acceptance."
    `);
  });

  it('of many items is read to the last', () => {
    const items = Array.from({ length: 40_000 }, (_, at) => `item ${at}`);
    const text = `# Coupons\n\n## Acceptance\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;
    expect(itemsOf(text)).toEqual(items);
  });

  it('is refused beyond its limits', () => {
    expect(understood('x'.repeat(MIB + 1))).toMatchInlineSnapshot(`
      "refused: document_too_large
      0: The document has 1048577 bytes; the limit is 1048576. Move long material into files of the repository and name them in the document."
    `);
    expect(understood('a\n'.repeat(85_000))).toMatchInlineSnapshot(`
      "refused: document_too_large
      0: The document has 85001 lines; the limit is 85000. Move long material into files of the repository and name them in the document."
    `);
    const nested = `${'very long '.repeat(8)}:\n${'  - a\n'.repeat(60_000)}`;
    expect(understood(`# T\n\n## Acceptance\n\n- ${nested}`)).toMatchInlineSnapshot(`
      "refused: document_too_large
      0: With each item on a line of its own the document has 4800111 bytes; the limit is 1048576. Move long material into files of the repository and name them."
    `);
  });

  it('is not read for ever', () => {
    const floods = [
      ...['`a', '__a', '<!-- ', '[', '*a', '**a', '> ', '<li>', '|', '~~~\n', ':', '\\|', ' ', ','],
      ...[' #', ' {#', '_a ', '!?', '### a b c\n', '**A:**\n\n- x\n\n', '- Done when: x\n'],
    ];
    for (const flood of floods) {
      const text = `# T\n\n## Acceptance\n\n- ${flood.repeat(Math.floor(200_000 / flood.length))}\n`;
      expect(typeof understood(text)).toBe('string');
      expect(typeof understood(`# a${flood.repeat(Math.floor(200_000 / flood.length))}b`)).toBe(
        'string',
      );
    }
  });
});
