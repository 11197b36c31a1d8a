import { expect, it } from 'vitest';
import { task } from '../support/families.ts';
import { read, understood } from './support/read.ts';

const TASK = {
  schema_version: '1.0',
  kind: 'task',
  task_id: 'add-plus',
  title: 'Add plus',
  summary: 'Two numbers\nbecome one.',
  root_spec_id: null,
  depends_on: ['none', 'other'],
  target_paths: ['src'],
  acceptance: ['plus(1, 2) is 3', 'Check: `npm test`'],
  required_checks: ['npm test'],
  references: ['the talk'],
  risk: ['none'],
  created_at: '2026-01-01T00:00:00Z',
  created_by: 'me',
};
const asTask = (over: object) => understood(JSON.stringify({ ...TASK, ...over }), { family: task });

it('reads a document of the prior implementation by its keys', () => {
  const read_ = read(JSON.stringify(TASK), { family: task });
  expect(read_.ok && read_.value.text).toMatchInlineSnapshot(`
    "# Add plus

    Task-ID: add-plus
    Title: Add plus
    Summary: Two numbers become one.
    Created-At: 2026-01-01T00:00:00Z
    Created-By: me

    Depends-On:
    - other

    Target-Paths:
    - src

    Acceptance:
    - plus(1, 2) is 3
    - Check: \`npm test\`

    Required-Checks:
    - npm test

    References:
    - the talk

    Risk:
    - none
    "
  `);
});

it('refuses what it would have to drop, each with its key', () => {
  expect(asTask({ kind: 'spec' })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: "kind" is "spec"; write "task" or leave it out."
  `);
  expect(asTask({ schema_version: '2' })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: "schema_version" is "2"; write "1.0" or leave it out."
  `);
  expect(asTask({ acceptence: ['it works'], priority: 3 })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: "acceptence" is no key of a task; did you mean acceptance?
    0: "priority" is no key of a task."
  `);
  expect(asTask({ risk: 'none', tags: [1], summary: { of: 'it' } })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: "summary" has to be a text.
    0: "risk" has to be a list of texts, such as ["one", "two"].
    0: "tags" has to be a list of texts, such as ["one", "two"]."
  `);
  expect(asTask({ task_id: '../up' })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: Task-ID: "../up" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters."
  `);
  expect(asTask({ acceptance: [], title: '' })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: Acceptance is missing. Write a line "Acceptance:" and below it one line "- ..." for each item."
  `);
});

it('takes a value for what it is, whatever it looks like', () => {
  const acceptance = ['it works\nRoot-Spec-ID: other\n- and more'];
  expect(asTask({ acceptance, body: '# Why\n\nRoot-Spec-ID: other' })).toMatchInlineSnapshot(`
    ""Add plus" (add-plus)
    Depends-On - other
    Target-Paths - src
    Acceptance - it works Root-Spec-ID: other - and more
    Required-Checks - npm test
    References - the talk
    Risk - none
    | # Why
    |
    | Root-Spec-ID: other"
  `);
});

it('reads what only begins like JSON as markdown', () => {
  expect(understood('{ not json\n\nDone when: it works\n')).toMatchInlineSnapshot(`
    ""{ not json"
    (No heading gives a title, so it is made of the first words: "{ not json".)
    (Nobody can see whether this holds: A1 "it works". Say what is seen when it does.)
    Acceptance - it works
    | { not json"
  `);
  expect(understood('{ "title": ', { file: 'a.json' })).toMatchInlineSnapshot(`
    "refused: document_invalid
    0: The file is named .json, but it holds no JSON object. Mend it, or hand it over as .md."
  `);
  expect(understood('[1, 2]\n\nDone when: it works\n')).toMatchInlineSnapshot(`
    ""[1, 2]"
    (No heading gives a title, so it is made of the first words: "[1, 2]".)
    (Nobody can see whether this holds: A1 "it works". Say what is seen when it does.)
    Acceptance - it works
    | [1, 2]"
  `);
});
