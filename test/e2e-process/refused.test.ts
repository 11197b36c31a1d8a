import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { refusedByBoth } from './support/both.ts';
import { it } from './support/test.ts';

const ACCEPTANCE = '\n## Acceptance\n\n- It holds\n';

/** Documents as files of the workspace, the code of their refusal, and what its text names. */
const documents: readonly (readonly [string, string | Uint8Array, string, string])[] = [
  ['no acceptance', '# Title\n\nProse.\n', 'document_invalid', 'Acceptance'],
  ['an empty acceptance', '# Title\n\n## Acceptance\n', 'document_invalid', 'Acceptance'],
  ['a NUL', `# Ti\0tle\n${ACCEPTANCE}`, 'document_invalid', 'NUL'],
  ['bad UTF-8', new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x0a]), 'document_invalid', 'UTF-8'],
  [
    'over 1 MiB',
    `# Title\n\n${'x'.repeat(1_048_576)}\n${ACCEPTANCE}`,
    'document_too_large',
    '1048576',
  ],
  ['a bad id', `# Title\n\nSpec-ID: my id!\n${ACCEPTANCE}`, 'document_invalid', 'Spec-ID'],
  [
    'an id that climbs',
    `# Title\n\nSpec-ID: ../../escape\n${ACCEPTANCE}`,
    'document_invalid',
    'Spec-ID',
  ],
  ['nothing', '', 'document_invalid', 'a list of what must hold'],
];

describe.concurrent('refused alike over MCP and in a terminal, changing nothing', () => {
  it('documents with a mistake', async ({ offline }) => {
    const client = await offline.client();
    for (const [what, content, code, named] of documents) {
      offline.write('spec.md', content);
      const error = await refusedByBoth(offline, client, 'enqueue_spec', { path: 'spec.md' });
      expect([what, error.code, error.message]).toEqual([
        what,
        code,
        expect.stringContaining(named),
      ]);
    }
    expect(await client.call('status')).toMatchObject({ queues: {}, seq: 1 });
    expect([client.stray, client.stderr]).toEqual([[], '']);
  });

  it('paths that do not lead to a file inside', async ({ offline }) => {
    const client = await offline.client();
    writeFileSync(join(offline.folder, 'secret.md'), SPEC);
    symlinkSync(join(offline.folder, 'secret.md'), offline.at('link.md'));
    symlinkSync(offline.folder, offline.at('up'));
    offline.write('folder/.keep', '');
    for (const [path, code] of [
      ['link.md', 'path_outside_workspace'],
      ['up/secret.md', 'path_outside_workspace'],
      ['../secret.md', 'path_outside_workspace'],
      [join(offline.folder, 'secret.md'), 'path_outside_workspace'],
      ['/etc/passwd', 'path_outside_workspace'],
      ['/dev/zero', 'path_outside_workspace'],
    ] as const) {
      const { error } = await client.call('enqueue_spec', { path });
      expect([path, error]).toEqual([path, expect.objectContaining({ code })]);
    }
    for (const path of ['folder', 'absent.md']) {
      const error = await refusedByBoth(offline, client, 'enqueue_spec', { path });
      expect([path, error.code]).toEqual([path, 'path_not_readable']);
    }
  });

  it('arguments that are not understood', async ({ offline }) => {
    const client = await offline.client();
    const both = { document: SPEC, title: 'T' };
    const cases: readonly (readonly [string, Record<string, unknown>, string])[] = [
      ['enqueue_spec', {}, 'exactly one way'],
      ['enqueue_spec', both, 'exactly one way'],
      ['enqueue_spec', { title: 'T', acceptance: ['a'], fields: ['no label'] }, 'not a labelled'],
      ['enqueue_spec', { document: SPEC, prose: 'more' }, 'exactly one way'],
      ['run_once', { wait_seconds: -1 }, 'wait_seconds'],
      ['run_once', { wait_seconds: 100_000 }, 'wait_seconds'],
      ['runs_trace', { format: 'short' }, 'format'],
    ];
    for (const [name, args, named] of cases) {
      const { code, message } = await refusedByBoth(offline, client, name, args);
      expect([code, message]).toEqual(['input_invalid', expect.stringContaining(named)]);
    }
    expect(await refusedByBoth(offline, client, 'runs_trace', {})).toMatchObject({
      code: 'run_not_found',
    });
    expect(await refusedByBoth(offline, client, 'runs_trace', { run_id: '../../x' })).toMatchObject(
      { code: 'run_not_found' },
    );
    expect(await client.call('nothing')).toMatchObject({ error: { code: 'operation_unknown' } });
    expect(await offline.refusal('nothing')).toMatchObject({ code: 'operation_unknown', exit: 2 });
    expect(await client.call('status', { colour: 1 })).toMatchObject({
      error: { code: 'input_invalid' },
    });
    expect(await offline.refusal('status', '--colour')).toMatchObject({
      code: 'input_invalid',
      exit: 2,
    });
  });

  it('everything but init in a folder that was not initialized', async ({ empty }) => {
    empty.write('spec.md', SPEC);
    const client = await empty.client();
    for (const [name, args] of [
      ['status', {}],
      ['run_once', {}],
      ['compile_validate', {}],
      ['runs_trace', {}],
      ['upgrade_preview', {}],
      ['enqueue_spec', { path: 'spec.md' }],
    ] as const) {
      const { code, next } = await refusedByBoth(empty, client, name, args);
      expect([name, code, next]).toEqual([
        name,
        'workspace_not_initialized',
        expect.stringContaining('init'),
      ]);
    }
  });
});

describe.concurrent('the same id', () => {
  it('with the same bytes is already true, also after it was revised; with others it is refused', async ({
    offline,
  }) => {
    const text = SPEC.replace('\n\n', '\n\nSpec-ID: subtract\n\n');
    const revision = {
      do: 'propose',
      file: 'subtract.md',
      text: text.replace('only add', 'add only'),
    };
    offline.play([{ match: { node_id: 'planner' }, actions: [revision] }]);
    const client = await offline.client();
    expect(await client.call('enqueue_spec', { document: text })).toMatchObject({ already: false });
    const other = { document: text.replace('subtract(5, 3)', 'subtract(5, 2)') };
    for (const stage of ['queued', 'planned', 'tasks queued', 'built']) {
      expect(await client.call('enqueue_spec', { document: text })).toMatchObject({
        already: true,
      });
      expect([stage, await offline.answer('enqueue-spec', '--document', text)]).toMatchObject([
        stage,
        { already: true, id: 'subtract' },
      ]);
      const error = await refusedByBoth(offline, client, 'enqueue_spec', other);
      expect([stage, error.code]).toEqual([stage, 'id_taken']);
      expect(await client.call('run_once')).toMatchObject({ did: 'applied' });
    }
    expect(Object.values(offline.truth()).some((one) => one.includes('can add only'))).toBe(true);
  });
});
