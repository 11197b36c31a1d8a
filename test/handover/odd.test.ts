import { describe, expect, it } from 'vitest';
import { understood } from './support/read.ts';

describe('an odd document', () => {
  it('a page of HTML', () => {
    const text = `<!DOCTYPE html>
<html><head><title>Coupons</title><style>h1 { color: red }</style></head>
<body>
<h1>Coupons</h1>
<p>The shop needs <b>coupons</b> &amp; more.</p>
<h2>Acceptance Criteria</h2>
<ul>
  <li>The total is lower</li>
  <li>Expired ones are <i>refused</i></li>
</ul>
</body></html>
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused
      | <!DOCTYPE html>
      |
      | <body>
      | <h1>Coupons</h1>
      | <p>The shop needs <b>coupons</b> &amp; more.</p>
      |
      | <ul>
      |
      | </ul>
      | </body></html>"
    `);
  });

  it('HTML on one line, with a table', () => {
    const text = `<h1>Coupons</h1><h2>Acceptance</h2><table><tr><th>ID</th><th>What</th></tr><tr><td>1</td><td>The total is lower</td></tr></table>
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - 1: The total is lower"
    `);
  });

  it('a folded part of a page', () => {
    const text = `# Coupons

<details>
<summary>Acceptance criteria</summary>

- The total is lower

</details>
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | <details>
      |
      | </details>"
    `);
  });

  it('empty front matter', () => {
    const text = `---
---

# Coupons

Acceptance: the total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - the total is lower
      | ---
      | ---"
    `);
  });

  it('text from right to left', () => {
    const text = `# קופונים

החנות צריכה קופונים.

## קריטריוני קבלה

- קופון תקף מוריד את הסכום
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""קופונים"
      Acceptance - קופון תקף מוריד את הסכום
      | החנות צריכה קופונים."
    `);
  });

  it('a fence that nothing closes', () => {
    const text = `# Coupons

\`\`\`sh
npm test

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      (Nothing closes the code fence on line 3; what is below it was read as text.)
      Acceptance - The total is lower
      | \`\`\`sh
      | npm test"
    `);
  });

  it('hints of a template', () => {
    const text = `# Coupons

<!-- Say what you want. -->

## Acceptance <!-- required -->

- The total is lower <!-- one line each -->
- <!-- another -->
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | <!-- Say what you want. -->
      |
      | - <!-- another -->"
    `);
  });

  it('nothing but a list', () => {
    const text = `- The total is lower
- Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      1: No line names the Acceptance list. A list begins on this line: when it says what must hold, write "## Acceptance" on a line of its own above it. Else add the lines "## Acceptance" and below it "- ..." for each thing that must hold, or give them as acceptance."
    `);
  });

  it('nothing at all', () => {
    const text = `
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      0: The document has no words. Write "# " and a title on its first line, and below it what is wanted."
    `);
  });

  it('headings of Jira', () => {
    const text = `h1. Coupons

h2. Acceptance Criteria

* The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower"
    `);
  });

  it('headings of AsciiDoc', () => {
    const text = `= Coupons

== Acceptance Criteria

* The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower"
    `);
  });
});
