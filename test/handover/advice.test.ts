import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { read, understood } from './support/read.ts';

describe('a document without acceptance', () => {
  it('is told of a slip of the pen', () => {
    const text = '# Coupons\n\n## Aceptance critera\n\n- The total is lower\n';
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      3: No line names the Acceptance list. "## Aceptance critera" comes nearest: write "## Acceptance" there."
    `);
  });

  it('is told of the name that comes nearest, however long the other lists are', () => {
    const text = `# Coupons

## Tasks

- [ ] Add the field
- [ ] Lower the total
- [ ] Write the mail

## Expected results

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      9: No line names the Acceptance list. "## Expected results" comes nearest: write "## Acceptance: Expected results" there."
    `);
  });

  it('is told of a label', () => {
    const text = '# Coupons\n\nWe need them.\n\n**Expected behaviour:**\n\n- The total is lower\n';
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      5: No line names the Acceptance list. "**Expected behaviour:**" comes nearest: write "**Acceptance: Expected behaviour**" there."
    `);
  });

  it('is told of the longest list when no name comes near', () => {
    const text = '# Coupons\n\n## One\n\n- a\n\n## Two\n\n- b\n- c\n\n## Notes\n\n- d\n- e\n- f\n';
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      7: No line names the Acceptance list. "## Two" comes nearest: write "## Acceptance: Two" there."
    `);
  });

  it('is told of a section that holds nothing', () => {
    const text = '# Coupons\n\n## Acceptance\n\n```sh\nnpm test\n```\n\n## Notes\n\n- d\n';
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      3: "## Acceptance" has no item below it. Write one line "- ..." below it for each thing that must hold, or give them as acceptance."
    `);
  });

  it('is told what to add when there is nothing near', () => {
    expect(understood('# Coupons\n\nWe need them.\n')).toMatchInlineSnapshot(`
      "refused: document_invalid
      0: No line names the Acceptance list. To have one, add the lines "## Acceptance" and below it "- ..." for each thing that must hold, or give them as acceptance."
    `);
  });

  it('is accepted once it does as it was told', () => {
    fc.assert(
      fc.property(writtenText, (text) => {
        const first = read(text);
        const second = first.ok ? first : read(asTold(text, first.refused.problems));
        expect(second.ok ? 'accepted' : second.refused.problems).toBe('accepted');
      }),
      { numRuns: 500, seed: 9 },
    );
  });
});

const name = fc.constantFrom(
  'Requirements',
  '1. Functional requirements',
  'Expected results',
  'Test plan',
  'Acceptence criteria',
  'What we want',
  'Notes',
  'Goals / Non-goals',
  'Tasks',
  'A *bold* [link](to.md) (P1)',
);
const block = fc.oneof(
  fc.tuple(fc.constantFrom('#', '##', '###'), name).map(([marks, text]) => `${marks} ${text}`),
  name.map((text) => `${text}\n-----`),
  name.map((text) => `**${text}**`),
  name.map((text) => `${text}:`),
  fc.constantFrom('- a\n- b', '1. a', '* a\n  - b', '| a | b |\n|---|---|\n| c | d |'),
  fc.constantFrom('Some prose.', '> quoted', '---', '```\ncode', '<details>', ''),
);
const writtenText = fc.array(block, { minLength: 1, maxLength: 8 }).map((all) => all.join('\n\n'));

/** Does what the first problem says, as somebody would who obeys only that. */
function asTold(text: string, problems: readonly { line: number; message: string }[]): string {
  const [{ line, message } = { line: 0, message: '' }] = problems;
  const lines = text.split('\n');
  const instead = /: write "(.+)" there\./.exec(message)?.[1];
  if (instead !== undefined) return lines.with(line - 1, instead).join('\n');
  const above = /write "(.+?)" on a line of its own above it/.exec(message)?.[1];
  if (above !== undefined) return lines.toSpliced(line - 1, 0, above, '').join('\n');
  if (message.includes('has no item below it')) {
    return lines.toSpliced(line, 0, '', '- it works', '').join('\n');
  }
  const title = message.includes('no words') ? '# Coupons\n\n' : '';
  return `${title}${text}\n\n## Acceptance\n\n- it works\n`;
}
