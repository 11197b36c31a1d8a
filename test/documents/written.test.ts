import { describe, expect, it } from 'vitest';
import { spec } from '../support/families.ts';
import { understood } from './support/show.ts';

describe('what people write', () => {
  it('a title, a paragraph and a heading', () => {
    const text = `# Add a version flag

The tool should print its version and exit.

## Acceptance

- \`tool --version\` prints the version of package.json
- the exit code is 0
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-add-a-version-flag "Add a version flag"
      Acceptance - \`tool --version\` prints the version of package.json
      Acceptance - the exit code is 0
      | The tool should print its version and exit."
    `);
  });

  it('an issue as a chat agent writes it', () => {
    const text = `# Feature: Retry failed uploads

## Summary
Uploads fail on flaky networks. Retry them **three times** with backoff.

## Acceptance Criteria

The following must hold:

- [ ] A failed upload is retried up to 3 times
- [x] The delay doubles each time
- [ ] Check: \`npm test -- upload\`

## Out of scope

- Resuming partial uploads
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-feature-retry-failed-uploads "Feature: Retry failed uploads"
      Acceptance - A failed upload is retried up to 3 times
      Acceptance - The delay doubles each time
      Acceptance - Check: \`npm test -- upload\`
      | ## Summary
      | Uploads fail on flaky networks. Retry them **three times** with backoff.
      |
      | The following must hold:
      |
      | ## Out of scope
      |
      | - Resuming partial uploads"
    `);
  });

  it('numbered items with wrapped lines', () => {
    const text = `# Speed up search

Acceptance:
1. A query over the sample data takes less than
   100 ms on the build machine
2) results stay the same
   as before

   also for empty queries
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-speed-up-search "Speed up search"
      Acceptance - A query over the sample data takes less than 100 ms on the build machine
      Acceptance - results stay the same as before also for empty queries"
    `);
  });

  it('nested bullets', () => {
    const text = `# Command line

Acceptance:
- The command \`init\`:
  - creates the folder
  - refuses a second time
    - with exit code 2
- The command \`run\`
    * Check: \`npm run smoke\`
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-command-line "Command line"
      Acceptance - The command \`init\`:
      Acceptance - The command \`init\`: creates the folder
      Acceptance - The command \`init\`: refuses a second time
      Acceptance - The command \`init\`: refuses a second time: with exit code 2
      Acceptance - The command \`run\`
      Acceptance - Check: \`npm run smoke\`"
    `);
  });

  it('labels in fences and in indented code', () => {
    const text = `# Parse headers

Input looks like this:

\`\`\`
Acceptance: not a field
Summary: not a field either
\`\`\`

and like this:

    Summary: indented

Acceptance:
- both are parsed
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-parse-headers "Parse headers"
      Acceptance - both are parsed
      | Input looks like this:
      |
      | \`\`\`
      | Acceptance: not a field
      | Summary: not a field either
      | \`\`\`
      |
      | and like this:
      |
      |     Summary: indented"
    `);
  });

  it('code inside a list', () => {
    const text = `# Print a table

Acceptance:
- The output is

  \`\`\`
  a | b
  Risks: none
  \`\`\`
- the width is at most 80
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-print-a-table "Print a table"
      (The code on line 6 was moved from Acceptance to the body; items are single lines.)
      Acceptance - The output is
      Acceptance - the width is at most 80
      | \`\`\`
      | a | b
      | Risks: none
      | \`\`\`"
    `);
  });

  it('a fence that is never closed', () => {
    const text = `# Broken fence

\`\`\`sh
npm test

Acceptance:
- it works
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "3: The code fence on this line is never closed, so all below it is code. Close it with the same marks.
      0: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item."
    `);
  });

  it('prose as acceptance', () => {
    const text = `# Rename the package

## Acceptance
The package is called \`mill\` everywhere.
Nothing else changes.

The old name is gone from the README.
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-rename-the-package "Rename the package"
      Acceptance - The package is called \`mill\` everywhere. Nothing else changes.
      Acceptance - The old name is gone from the README."
    `);
  });

  it('sections below acceptance', () => {
    const text = `# Two parts

## Acceptance

### Server
- answers within a second

### Client
- shows a spinner

## Notes
Written in a hurry.
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-two-parts "Two parts"
      Acceptance - Server: answers within a second
      Acceptance - Client: shows a spinner
      | ## Notes
      | Written in a hurry."
    `);
  });

  it('bold labels', () => {
    const text = `# Bold

**Goals:**
- be bold

**Acceptance criteria**
- it is bold
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-bold "Bold"
      Goals - be bold
      Acceptance - it is bold"
    `);
  });

  it('own fields that nobody knows', () => {
    const text = `# Unknown labels

Priority: high
Owner: sam
Reviewers:
- kim
- lee

Acceptance:
- reviewers are kept
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-unknown-labels "Unknown labels"
      Acceptance - reviewers are kept
      | Priority: high
      | Owner: sam
      | Reviewers:
      | - kim
      | - lee"
    `);
  });

  it('prose with words in front of a colon', () => {
    const text = `# Colons

Note: this is prose.
See https://example.org/a:b for more.
https://example.org/c
note: lower case too

Acceptance:
- https://example.org answers
- Note: this is an item
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-colons "Colons"
      Acceptance - https://example.org answers
      Acceptance - Note: this is an item
      | Note: this is prose.
      | See https://example.org/a:b for more.
      | https://example.org/c
      | note: lower case too"
    `);
  });

  it('tabs for indentation', () => {
    const text = `# Tabs

Acceptance:
-\tfirst
\t- second
*\tthird

\tGoals: code
`;
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-tabs "Tabs"
      Acceptance - first
      Acceptance - first: second
      Acceptance - third Goals: code"
    `);
  });

  it('a rule that a body begins with', () => {
    const text = '# Ruled\n\nAcceptance: works\n\n---\nstatus: draft\n---\n\nText.\n';
    expect(understood(text, spec)).toMatchInlineSnapshot(`
      "spec-ruled "Ruled"
      Acceptance - works
      | ---
      | status: draft
      | ---
      |
      | Text."
    `);
  });
});
