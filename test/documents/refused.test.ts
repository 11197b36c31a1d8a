import { describe, expect, it } from 'vitest';
import { recipe, spec, task } from '../support/families.ts';
import { understood } from './support/show.ts';

describe('what is refused, and what is said about it', () => {
  it('no title', () => {
    const text = `Please fix the parser.

Acceptance:
- fixed
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"1: The title is missing: the first line must be "# " and the title. Write it there."`,
    );
  });

  it('a second-level title', () => {
    const text = `## Fix the parser

Acceptance:
- fixed
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"1: The title is missing: the first line must be "# " and the title. Write it there."`,
    );
  });

  it('front matter', () => {
    const text = `---
title: Fix the parser
---
# Fix the parser

Acceptance:
- fixed
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"1: The title is missing: the first line must be "# " and the title. Write it there."`,
    );
  });

  it('no acceptance', () => {
    const text = `# Fix the parser

It breaks on empty files.
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"0: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item."`,
    );
  });

  it('an empty acceptance section', () => {
    const text = `# Fix the parser

## Acceptance

## Risks
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"3: Acceptance has no items. Write a line "Acceptance:" and below it one line "- ..." for each item."`,
    );
  });

  it('a repeated field', () => {
    const text = `# Twice

Summary: one
Acceptance:
- fine

Summary: two

## Acceptance
- again
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "7: Summary is given twice, on lines 3 and 7. Keep one of them; where a line is only prose, write "> " in front of it.
      9: Acceptance is given twice, on lines 4 and 9. Keep one of them; where a line is only prose, write "> " in front of it."
    `);
  });

  it('a title field that differs', () => {
    const text = `# One

Title: Another
Acceptance: fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(
      `"3: Title differs from the first line. Delete the Title line or make both equal."`,
    );
  });

  it('ids that are none', () => {
    const text = `# Ids

Task-ID: ../../etc/passwd
Spec-ID: a b
Depends-On:
- task one
Acceptance: fine
`;
    expect(understood(text, task)).toMatchInlineSnapshot(`
      "3: Task-ID: "../../etc/passwd" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters.
      4: Spec-ID: "a b" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters.
      6: Depends-On: "task one" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters."
    `);
  });

  it('checks that are none', () => {
    const text = `# Checks

Acceptance:
- Check: npm test
- Check: \`npm test\` and \`npm run lint\`
- Check: \`npm test\`.
- Check: \`\`
- check: the docs by eye
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "4: Acceptance: A check is "Check:" and exactly one command in backticks, nothing else. Write "- Check: \`npm test\`".
      5: Acceptance: A check is "Check:" and exactly one command in backticks, nothing else. Write "- Check: \`npm test\`".
      6: Acceptance: A check is "Check:" and exactly one command in backticks, nothing else. Write "- Check: \`npm test\`".
      7: Acceptance: A check is "Check:" and exactly one command in backticks, nothing else. Write "- Check: \`npm test\`"."
    `);
  });

  it('values of the wrong type', () => {
    const text = `# Wrong

Origin: dream
Vegan: perhaps
spice-table: [1]
Picked-At: yesterday
Heat:
Steps: -
Acceptance: fine
`;
    expect(understood(text, recipe)).toMatchInlineSnapshot(`
      "3: Origin: "dream" is not possible. Write one of: wish, leftover, Chef's Own.
      4: Vegan: "perhaps" is neither true nor false. Write true or false.
      5: spice-table: The value is not a JSON object. Write one on one line, like {"key":"value"}.
      6: Picked-At: "yesterday" is not a time. Write it like 2026-01-31T09:00:00Z."
    `);
  });

  it('days that do not exist', () => {
    const text = `# Days

Created-At: 2026-02-30
Updated-At: 2026-01-01T25:00:00Z
Acceptance: fine
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "3: Created-At: "2026-02-30" is not a time. Write it like 2026-01-31T09:00:00Z.
      4: Updated-At: "2026-01-01T25:00:00Z" is not a time. Write it like 2026-01-31T09:00:00Z."
    `);
  });

  it('nothing at all', () => {
    const text = `
 
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "0: The title is missing: the first line must be "# " and the title. Write it there.
      0: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item."
    `);
  });
});
