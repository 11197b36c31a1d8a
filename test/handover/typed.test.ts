import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTyped, typedText } from '../../src/runtime/handover/index.ts';
import { hostileText } from '../documents/support/arbitrary.ts';
import { spec, task } from '../support/families.ts';
import { bodyOf, shown, vocabulary } from './support/read.ts';

const acceptance = ['it works', 'Check: `npm test`'];

describe('a document in parts', () => {
  it('keeps its prose as prose, whatever that says', () => {
    const prose = [
      '**Status:** Draft',
      '',
      'Do it well.',
      '',
      '## Acceptance criteria',
      '',
      '- from prose',
      '',
      'Summary: not a field\r',
      '> quoted',
    ].join('\n');
    const typed = {
      title: 'Do it',
      prose,
      acceptance,
      fields: ['Goals: one', 'goals: two\nlines', 'Scope: src', 'Priority: high', 'Spec-ID: s-7'],
    };
    expect(shown(readTyped(typed, { family: spec, vocabulary }), spec)).toMatchInlineSnapshot(`
      ""Do it" (s-7)
      (Priority is no field of a spec; it is kept as prose.)
      (Nobody can see whether this holds: A1 "it works". Say what is seen when it does.)
      Goals - one
      Goals - two lines
      Scope - src
      Acceptance - it works
      Acceptance - Check: \`npm test\`
      | Priority: high
      |
      | **Status:** Draft
      |
      | Do it well.
      |
      | ## Acceptance criteria
      |
      | - from prose
      |
      | Summary: not a field
      | > quoted"
    `);
    expect(typedText(typed)).toMatchInlineSnapshot(`
      "# Do it

      Goals: one
      goals: two
      lines
      Scope: src
      Priority: high
      Spec-ID: s-7

      Acceptance:
      - it works
      - Check: \`npm test\`

      **Status:** Draft

      Do it well.

      ## Acceptance criteria

      - from prose

      Summary: not a field
      > quoted
      "
    `);
  });

  it('names every problem at once', () => {
    const typed = {
      title: ' \n',
      prose: '',
      acceptance: [],
      fields: ['Created-At: today', 'Summary: one', 'Summary: two', 'Spec-ID: not an id'],
    };
    expect(shown(readTyped(typed, { family: spec, vocabulary }), spec)).toMatchInlineSnapshot(`
      "refused: document_invalid
      0: The title is empty. Give title.
      0: Summary is given twice. Give it once.
      0: acceptance is empty. Give at least one item.
      0: Spec-ID: "not an id" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters.
      0: Created-At: "today" is not a time. Write it like 2026-01-31T09:00:00Z."
    `);
  });

  it('takes the fields of its family', () => {
    const typed = { title: 'Do it', prose: '', acceptance, fields: ['Depends-On: other-task'] };
    expect(shown(readTyped(typed, { family: task, vocabulary }), task)).toMatchInlineSnapshot(`
      ""Do it"
      (Nobody can see whether this holds: "it works". Say what is seen when it does.)
      Depends-On - other-task
      Acceptance - it works
      Acceptance - Check: \`npm test\`"
    `);
  });

  it('keeps any prose to the letter', () => {
    fc.assert(
      fc.property(hostileText(spec), (prose) => {
        const reading = readTyped(
          { title: 'T', prose, acceptance, fields: [] },
          { family: spec, vocabulary },
        );
        if (!reading.ok) throw new Error(JSON.stringify(reading.refused));
        const { text, understood } = reading.value;
        expect(understood.lists).toEqual([{ label: 'Acceptance', prefix: 'A', items: acceptance }]);
        const lines = prose.replace(/\r\n?/g, '\n').trim();
        expect(bodyOf(text, null, spec).join('\n').trim()).toBe(lines);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});
