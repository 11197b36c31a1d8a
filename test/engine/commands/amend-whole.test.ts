import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../../src/runtime/api/index.ts';
import { inputOf, replanning } from '../support/claims.ts';
import { finish, handOver, Machine, type Opened } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

/** As somebody would write it anew: one item kept, one dropped, one changed, two that are new. */
const ANEW = `# Add a minus function

The calculator can only add. It should subtract as well.

## Acceptance

- subtract(5, 3) is 2
- subtract(3, 5) is -2

## Constraints

- No new dependency
`;

async function opened(): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, replanning);
  const one = machine.open();
  await handOver(one);
  return { machine, one };
}

async function planned(): Promise<{ machine: Machine; one: Opened }> {
  const found = await opened();
  for (let tick = 0; tick < 60; tick += 1) {
    if (found.machine.world.requests.at(-1)?.node.node_id === 'builder') return found;
    await found.one.runtime.tick({ wait_ms: 0 });
  }
  throw new Error('nothing is built');
}

type Amend = Extract<ReviseCommand, { name: 'amend' }>;

async function whole({ runtime }: Opened, text: string, more: Partial<Amend> = {}) {
  const document = await runtime.amendment({ work: ROOT_SPEC, text });
  const asked = { name: 'amend', work: ROOT_SPEC, items: [], document, reason: 'so' } as const;
  return { ...asked, version: null, is_person: true, ...more };
}

it('compares a whole new spec with the contract, item by item, and makes a version of it', async () => {
  const { machine, one } = await planned();
  const command = await whole(one, ANEW);
  const before = one.runtime.status().seq;
  const preview = one.runtime.preview(command);
  expect(one.runtime.status().seq).toBe(before);
  expect(preview.lines).toMatchInlineSnapshot(`
    [
      "- A2: Check: \`npm test\`",
      "+ A3: subtract(3, 5) is -2",
      "+ C1: No new dependency",
      "- Title: Add a subtract function",
      "+ Title: Add a minus function",
      "- Summary: The calculator can only add. It should also subtract.",
      "+ Summary: The calculator can only add. It should subtract as well.",
      "- Goals: The calculator can only add. It should also subtract.",
      "+ Goals: The calculator can only add. It should subtract as well.",
      "- prose: The calculator can only add. It should also subtract.",
      "+ prose: The calculator can only add. It should subtract as well.",
    ]
  `);
  const view = await one.runtime.control(command);
  expect(view).toMatchObject({ lines: preview.lines, detail: preview.detail });
  expect(one.runtime.rootText(ROOT_SPEC)).toMatchInlineSnapshot(`
    {
      "root": "spec-add-a-subtract-function",
      "text": "# Add a minus function

    Spec-ID: spec-add-a-subtract-function
    Title: Add a minus function
    Summary: The calculator can only add. It should subtract as well.
    Source-Type: manual
    Source-ID: spec-add-a-subtract-function
    Root-Idea-ID: spec-add-a-subtract-function
    Root-Spec-ID: spec-add-a-subtract-function
    Created-At: 2026-01-01T00:00:00Z
    Created-By: process 1

    Goals:
    - The calculator can only add. It should subtract as well.

    Constraints:
    - No new dependency

    Acceptance:
    - subtract(5, 3) is 2
    - subtract(3, 5) is -2

    References:
    - The prose of this document.

    The calculator can only add. It should subtract as well.
    ",
      "version": 2,
    }
  `);
  await finish(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).toMatchInlineSnapshot(`
    "# The contract by id, version 2

    - A1: subtract(5, 3) is 2
    - A3: subtract(3, 5) is -2
    - C1: No new dependency
    "
  `);
  expect(inputOf(machine, 'arbiter', 'in/root_spec.md', 'last')).toContain(
    'It should subtract as well.',
  );
  expect(inputOf(machine, 'auditor', 'in/contract_changes.md', 'last')).toContain(
    '- A2: Check: `npm test`',
  );
});

it('keeps an id that the new text names, and never gives a dropped one again', async () => {
  const { one } = await planned();
  const first = '# It\n\nWords.\n\n## Acceptance\n\n- A2: Check: `npm run lint`\n- A7: one more\n';
  const view = await one.runtime.control(await whole(one, first));
  expect(view.lines?.filter((line) => /^[+-] [AC]/.test(line))).toEqual([
    '- A1: subtract(5, 3) is 2',
    '- A2: Check: `npm test`',
    '+ A2: Check: `npm run lint`',
    '+ A3: one more',
  ]);
});

it('takes the document that it gives out, as nothing new', async () => {
  const { one } = await planned();
  const { text } = one.runtime.rootText(ROOT_SPEC);
  await expect(one.runtime.control(await whole(one, text))).rejects.toMatchObject({
    facts: { what: 'The amendment adds nothing: the contract says so already' },
  });
});

it('asks a person where a model drops an item, and applies the text to that version only', async () => {
  const { machine, one } = await planned();
  const asked = await one.runtime.control(await whole(one, ANEW, { is_person: false }));
  expect(asked.detail).toContain('A2 may promise less now, so a person decides it (Q1');
  const more = { name: 'amend', work: ROOT_SPEC, items: ['A: one more'], reason: 'so' } as const;
  await one.runtime.control({ ...more, version: null, is_person: false });
  const answer = { name: 'answer', question: 'Q1', is_person: true } as const;
  // A text that was written before it would drop what came since.
  await expect(one.runtime.control({ ...answer, text: '1' })).rejects.toMatchObject({
    facts: { what: `The contract of ${ROOT_SPEC} was changed meanwhile` },
  });
  await one.runtime.control({ ...answer, text: '2' });
  await finish(one);
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).toContain('A3: one more');
});

it('applies it when a person answers so', async () => {
  const { machine, one } = await planned();
  await one.runtime.control(await whole(one, ANEW, { is_person: false }));
  const answer = { name: 'answer', question: 'Q1', text: '1', is_person: true } as const;
  expect((await one.runtime.control(answer)).detail).toContain('is version 2');
  await finish(one);
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).not.toContain('A2');
});

it('changes a spec that is only queued, and has it told to planning', async () => {
  const { machine, one } = await opened();
  const view = await one.runtime.control(await whole(one, ANEW, { is_person: false }));
  expect(view.lines?.slice(0, 3)).toEqual([
    '- A2: Check: `npm test`',
    '+ A2: subtract(3, 5) is -2',
    '+ C1: No new dependency',
  ]);
  await one.runtime.tick({ wait_ms: 0 });
  expect(inputOf(machine, 'planner', 'in/root_spec.md', 'first')).toContain(
    '# Add a minus function',
  );
  expect(inputOf(machine, 'planner', 'in/contract.md', 'first')).toContain('C1: No new dependency');
  expect(inputOf(machine, 'planner', 'in/decisions.md', 'first')).toContain(
    'amendment by process 1',
  );
});

it('does not let a model put a text aside that is too large to be asked about', async () => {
  const { one } = await planned();
  const long = ANEW.replace('as well.', `as well.\n\n${'A word of it.\n\n'.repeat(4000)}`);
  const command = await whole(one, long, { is_person: false });
  await expect(one.runtime.control(command)).rejects.toMatchObject({ code: 'person_needed' });
  const view = await one.runtime.control({ ...command, is_person: true });
  expect(view.detail).toContain('is version 2');
  expect(view.lines).toHaveLength(61);
});

it.each([
  ['html', '<!doctype html>\n<html><body><h1>It</h1><p>Words</p></body></html>\n', null],
  ['empty front matter', `---\n---\n${ANEW}`, 'C1: No new dependency'],
  ['mixed line ends', ANEW.replace(/\n/g, (_, at) => (at % 2 ? '\r\n' : '\n')), 'C1: No new'],
  [
    'right to left',
    '# \u05d7\u05d9\u05e1\u05d5\u05e8\n\n\u05de\u05d9\u05dc\u05d9\u05dd.\n\n## Acceptance\n\n- \u05d4\u05d5\u05d0 2\n',
    '+ A3: \u05d4\u05d5\u05d0 2',
  ],
  ['1 MiB on one line', `# It\n\n${'x'.repeat(1_048_000)}\n\n## Acceptance\n\n- a\n`, '+ A3: a'],
  ['another id', ANEW.replace('function\n', 'function\n\nSpec-ID: another\n'), null],
  ['nothing', '\n', null],
])('takes or refuses a new text that is %s, and loses nothing', async (_what, text, line) => {
  const { one } = await planned();
  const { seq } = one.runtime.status();
  const amended = whole(one, text).then((command) => one.runtime.control(command));
  if (line !== null) {
    expect((await amended).lines?.join('\n')).toContain(line);
    return;
  }
  await expect(amended).rejects.toMatchObject({
    code: expect.stringMatching(/^(document|id)_invalid$/),
  });
  expect(one.runtime.status().seq).toBe(seq);
});
