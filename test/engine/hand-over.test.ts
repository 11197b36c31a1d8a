import { describe, expect, it } from 'vitest';
import { isMillraceError } from '../../src/runtime/errors/errors.ts';
import { shippedPlayer } from '../../src/sim/shipped-player.ts';
import { World } from '../../src/sim/sim-attempts.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const channel = 'test';

function open(files: Readonly<Record<string, string>> = {}) {
  const disk = freshDisk('default_offline', files);
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  const handOver = async (text: string, more: { id?: string; acceptance?: string[] } = {}) => {
    const { id, already, notes, understood } = await runtime.admit({
      family: null,
      text,
      channel,
      ...more,
    });
    return { id, already, notes, lists: understood.lists };
  };
  return { disk, runtime, handOver };
}

const written = (of: string) =>
  `# Requirements Document\n\n${of}.\n\n## Done when\n\n- ${of} work\n`;

describe('an id that is made from the title', () => {
  it('gets the next number where it is taken', async () => {
    const { handOver } = open();
    const ids = [];
    for (const of of ['Coupons', 'Refunds', 'Gift cards']) {
      const { id, notes } = await handOver(written(of));
      ids.push([id, ...notes]);
    }
    expect(ids).toMatchInlineSnapshot(`
      [
        [
          "spec-requirements-document",
          "Nobody can see whether this holds: A1 "Coupons work". Say what is seen when it does.",
        ],
        [
          "spec-requirements-document-2",
          "Nobody can see whether this holds: A1 "Refunds work". Say what is seen when it does.",
          "The id spec-requirements-document is that of another document, so this one is spec-requirements-document-2.",
        ],
        [
          "spec-requirements-document-3",
          "Nobody can see whether this holds: A1 "Gift cards work". Say what is seen when it does.",
          "The id spec-requirements-document is that of another document, so this one is spec-requirements-document-3.",
        ],
      ]
    `);
  });

  it('is that of the same text, whatever was handed over in between', async () => {
    const { handOver } = open();
    for (const of of ['Coupons', 'Refunds', 'Gift cards']) await handOver(written(of));
    for (const [of, id] of [
      ['Coupons', 'spec-requirements-document'],
      ['Refunds', 'spec-requirements-document-2'],
    ] as const) {
      expect(await handOver(written(of))).toMatchObject({ id, already: true });
    }
    const again = await handOver('# Requirements Document\n\nOther.\n\nDone when: it works\n');
    expect(again).toMatchObject({ id: 'spec-requirements-document-4', already: false });
  });
});

describe('an id that is given', () => {
  it.each([
    ['beside the document', (of: string) => written(of), { id: 'shop' }],
    ['by the document', (of: string) => `${written(of)}\nSpec-ID: shop\n`, {}],
  ])('is taken, or refused with the way out (%s)', async (_, text, more) => {
    const { handOver } = open();
    expect(await handOver(text('Coupons'), more)).toMatchObject({ id: 'shop', already: false });
    expect(await handOver(text('Coupons'), more)).toMatchObject({ id: 'shop', already: true });
    const refused = await handOver(text('Refunds'), more).catch((error: unknown) => error);
    expect(isMillraceError(refused) && [refused.code, refused.facts.next]).toEqual([
      'id_taken',
      'hand it over with the id shop-2, which is free, or without an id: one is made then',
    ]);
  });

  it('is one', async () => {
    const { handOver } = open();
    const text = `${written('Coupons')}\nSpec-ID: shop\n`;
    await expect(handOver(text, { id: 'other' })).rejects.toMatchObject({ code: 'id_invalid' });
  });
});

describe('a preview', () => {
  it('says what would come of it, and changes nothing', async () => {
    const { runtime, disk, handOver } = open();
    await handOver(written('Refunds'));
    const preview = (text: string) => runtime.admit({ family: null, text, channel, dry_run: true });
    const files = disk.dump();
    const first = await preview(written('Coupons'));
    expect(await preview(written('Coupons'))).toEqual(first);
    expect(disk.dump()).toEqual(files);
    const { document, checks, about, ...answer } = await runtime.admit({
      family: null,
      text: written('Coupons'),
      channel,
    });
    expect(first).toMatchObject({ ...answer, root: null });
    expect(first.about).toEqual({ ...about, root: null });
    expect(first).toMatchObject({ id: 'spec-requirements-document-2', position: 2 });
    expect(first.document).toContain('Coupons work');
    expect(await preview(written('Refunds'))).toMatchObject({ already: true, position: 1 });
  });

  it('refuses what would be refused', async () => {
    const { runtime } = open();
    const text = '# Coupons\n\nWe want them.\n';
    const preview = runtime.admit({ family: null, text, channel, dry_run: true });
    await expect(preview).rejects.toMatchObject({ code: 'document_invalid' });
  });
});

describe('what a stage reads', () => {
  it('is the document with the bytes that it had', async () => {
    const { disk, handOver, runtime } = open();
    const text = '\ufeff# Coupons\r\n\r\n**Acceptance:**\r\n\r\n* it   works\r\n';
    await handOver(text);
    await runtime.tick({ wait_ms: 0 });
    const contract = `${ROOT}/millrace-agents/arbiter/contracts/ideas/spec-coupons.md`;
    expect(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(disk.read(contract) ?? undefined),
    ).toBe(text);
  });

  it('holds the items that were given beside it', async () => {
    const { handOver } = open();
    const { lists } = await handOver('# Coupons\n\nWe need them.\n', { acceptance: ['it works'] });
    expect(lists).toEqual([{ label: 'Acceptance', prefix: 'A', items: ['it works'] }]);
  });
});

it('a document is read by the words of its workspace', async () => {
  const own = {
    schema_version: '1.0',
    kind: 'heading_vocabulary',
    language: 'own',
    sections: { acceptance: { names: ['Ship it when'] } },
  };
  const { handOver } = open({
    'vocabulary/own.json': JSON.stringify(own),
    'vocabulary/broken.json': '{}',
  });
  const { lists, notes } = await handOver('# Coupons\n\nShip it when:\n- it works\n');
  expect(lists).toEqual([{ label: 'Acceptance', prefix: 'A', items: ['it works'] }]);
  expect(notes).toMatchInlineSnapshot(`
    [
      "Nobody can see whether this holds: A1 "it works". Say what is seen when it does.",
      "millrace-agents/vocabulary/broken.json is not read. The value of "kind" is missing.",
      "millrace-agents/vocabulary/broken.json is not read. The value of "language" is missing.",
      "millrace-agents/vocabulary/broken.json is not read. The value of "schema_version" is missing.",
    ]
  `);
});

it('a refusal says what comes nearest and leaves nothing behind', async () => {
  const { runtime, handOver } = open();
  await handOver(written('Refunds'));
  const { seq } = runtime.status();
  const refused = await handOver('# Coupons\n\n## Requirements\n\n- it works\n').catch(
    (error: unknown) => error,
  );
  expect(isMillraceError(refused) && refused.message).toMatchInlineSnapshot(
    `"The document cannot be accepted: line 3: No line names the Acceptance list. "## Requirements" comes nearest: write "## Acceptance: Requirements" there. Expected: a title, what is wanted, and a list of what must hold at the end. Next: write what is named there and hand the document over again; or call enqueue_spec with review "contract" and the same document: planning writes the list, and its owner is asked before it counts; nothing was changed."`,
  );
  expect(runtime.status().seq).toBe(seq);
});
