import { describe, expect } from 'vitest';
import { it } from './support/test.ts';

const PROSE = `The calculator can only add.

> A quotation, and a line that looks like a field:
> Risks: none of this is a field

\`\`\`yaml
Acceptance: a label inside of a fence is text
Spec-ID: so is this
\`\`\`

1. first, in prose
2. second

| a | table |
| - | ----- |

Names: ünïcödé, 漢字, \\u0041 and "quotes".`;

const forms: readonly (readonly [string, string])[] = [
  [
    'plain',
    '# Subtract\n\nSpec-ID: s\n\nIt subtracts.\n\nAcceptance:\n- It holds\n- Check: `npm test`\n',
  ],
  [
    'with a BOM',
    '\ufeff# Subtract\n\nSpec-ID: s\n\nIt subtracts.\n\nAcceptance:\n- It holds\n- Check: `npm test`\n',
  ],
  [
    'with CRLF',
    '# Subtract\r\n\r\nSpec-ID: s\r\n\r\nIt subtracts.\r\n\r\nAcceptance:\r\n- It holds\r\n- Check: `npm test`\r\n',
  ],
  [
    'with tabs',
    '# Subtract\n\nSpec-ID:\ts\n\nIt subtracts.\n\nAcceptance:\n-\tIt holds\n-\tCheck: `npm test`\n',
  ],
  [
    'with a heading and stars',
    '# Subtract\n\nSpec-ID: s\n\nIt subtracts.\n\n## Acceptance\n\n* It holds\n* Check: `npm test`\n',
  ],
  [
    'with numbers',
    '# Subtract\n\nSpec-ID: s\n\nIt subtracts.\n\n## Acceptance\n\n1. It holds\n2. Check: `npm test`\n',
  ],
  [
    'wrapped',
    '# Subtract\n\nSpec-ID: s\n\nIt subtracts.\n\n## Acceptance\n\n- It\n  holds\n- Check:\n  `npm test`\n',
  ],
];

describe.concurrent('documents as people write them', () => {
  it('mean the same in every form', async ({ offline }) => {
    const client = await offline.client();
    const seen: string[] = [];
    for (const [form, text] of forms) {
      const id = `form-${seen.length}`;
      offline.write(
        'spec.md',
        text.replace('Spec-ID: s', `Spec-ID: ${id}`).replace('Spec-ID:\ts', `Spec-ID:\t${id}`),
      );
      const { document, checks } = await client.call('enqueue_spec', { path: 'spec.md' });
      expect([form, checks]).toEqual([form, ['npm test']]);
      seen.push(`${String(document)}`.replaceAll(id, 'id').replace(/Created-At: .*/, ''));
    }
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toContain('Acceptance (2):\n- A1 It holds\n- A2 Check: `npm test`\n');
  });

  it('keep their prose to the word, and hand over what was kept as it is', async ({ offline }) => {
    const client = await offline.client();
    const text = `# Subtract\n\n${PROSE}\n\n## Acceptance\n\n- It holds\n`;
    const words = PROSE.split('\n').map((line) => line.replace(/^> (Risks: )?/, ''));
    const { path } = await client.call('enqueue_spec', { document: text });
    const canonical = offline.read(String(path));
    for (const line of words) expect(canonical).toContain(line);

    const copy = canonical.replaceAll('spec-subtract', 'spec-copy');
    const again = await client.call('enqueue_spec', { document: copy });
    for (const line of words) expect(offline.read(String(again.path))).toContain(line);
    const typed = { title: 'Typed', prose: PROSE, acceptance: ['It holds'] };
    const { path: own } = await client.call('enqueue_spec', typed);
    for (const line of words) expect(offline.read(String(own))).toContain(line);
  });

  it('keep items under items, and commands in prose are prose', async ({ offline }) => {
    const client = await offline.client();
    const acceptance = [
      '- Numbers',
      '  - `subtract(5, 3)` is 2',
      '  - negative ones too',
      '- Run `npm test` first',
      '- Check: `node --test`',
    ];
    const { document, checks } = await client.call('enqueue_spec', {
      document: `# Subtract\n\nProse.\n\n## Acceptance\n\n${acceptance.join('\n')}\n`,
    });
    expect(checks).toEqual(['node --test']);
    for (const line of acceptance) expect(document).toContain(line.trim().replace(/^- /, ''));
  });

  it('get a time zone, and say so', async ({ offline }) => {
    const client = await offline.client();
    const { path, notes } = await client.call('enqueue_spec', {
      title: 'Subtract',
      acceptance: ['a'],
      fields: ['Created-At: 2026-01-31 09:30'],
    });
    expect(offline.read(String(path))).toContain('Created-At: 2026-01-31T09:30:00');
    expect(notes).toContainEqual(expect.stringContaining('UTC'));
  });

  it('are taken from the folder that a person puts them in', async ({ offline }) => {
    offline.write(
      'millrace-agents/specs/queue/by-hand.md',
      '# By hand\n\nProse.\n\n## Acceptance\n\n- a\n',
    );
    offline.write('millrace-agents/specs/queue/broken.md', 'no title\n');
    // What has just been written may still be: it is taken when it has lain for a moment.
    for (const name of ['by-hand', 'broken']) offline.age(`millrace-agents/specs/queue/${name}.md`);
    const { applied } = await offline.answer('run', 'once');
    expect(applied).toMatchObject({ node: 'planner', about: { item: 'spec/by-hand' } });
    const status = await offline.answer('status');
    expect(status).toMatchObject({
      blockers: [{ call: '`millrace run start`' }],
      blockers_total: 1,
    });
    expect(JSON.stringify(status)).toContain('broken.md');
  });
});

it('a terminal shows notes, checks and the document in full', async ({ offline }) => {
  const item = `It holds ${'very '.repeat(40)}long`;
  const { out } = await offline.run(
    'enqueue-spec',
    '--title',
    'T',
    '--prose',
    'P',
    '--acceptance',
    item,
    '--acceptance',
    `Check: \`${'x'.repeat(200)}\``,
  );
  expect(out).toContain(`- A1 ${item}`);
  expect(out).toContain(`  - ${'x'.repeat(200)}\n`);
  expect(out).not.toContain('...');
});
