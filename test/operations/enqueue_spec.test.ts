import { describe, expect, it } from 'vitest';
import specFamily from '../../assets/families/spec.json' with { type: 'json' };
import { readWorkspaceFile } from '../../src/backend/files.ts';
import { composeDocument } from '../../src/operations/support/compose.ts';
import type { Runtime } from '../../src/runtime/api/index.ts';
import { draftDocument } from '../../src/runtime/documents/index.ts';
import { family } from '../../src/runtime/plan/index.ts';
import { DiskFault, type Stat } from '../../src/runtime/ports/index.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { connect, errorCode } from '../support/connect.ts';

const spec = family.parse(specFamily);

describe('composeDocument', () => {
  it('writes the parts as one document', () => {
    const document = composeDocument({
      title: '  Add a\n subtract function ',
      prose: 'The calculator can only add.\n\nIt must subtract too.\n',
      acceptance: ['subtract(5, 3)\n  is 2', 'Check: `npm test`'],
      fields: [
        'Target-Paths: src/calc.js',
        'Constraints: No new dependencies',
        'Constraints: Keep\nthe interface',
      ],
    });
    expect(document).toMatchInlineSnapshot(`
      "# Add a subtract function

      Target-Paths: src/calc.js
      Constraints:
      - No new dependencies
      - Keep the interface

      Acceptance:
      - subtract(5, 3) is 2
      - Check: \`npm test\`

      The calculator can only add.

      It must subtract too.
      "
    `);
  });

  it('writes prose so that a reader finds it as it was', () => {
    const prose = [
      'Note: this is prose',
      'see https://example.org and',
      '',
      '```yaml',
      'Acceptance: sample',
      '```',
      '> Title: quoted already',
      '- Risk: of a bullet',
      '',
      '## Plan',
      'note: small letters',
    ].join('\n');
    const document = composeDocument({ title: 'T', prose, acceptance: ['a'], fields: [] });
    const read = draftDocument(document, spec, { now: 0, actor: 'test', hash8: () => '0' });
    expect(read).toMatchObject({
      ok: true,
      document: { body: prose, lists: { acceptance: ['a'] } },
    });
  });

  it('leaves it to the reader of documents to miss acceptance', () => {
    expect(composeDocument({ title: 'T', acceptance: [], fields: [] })).toBe('# T\n');
  });
});

describe('enqueue_spec', () => {
  it('hands over the very text of a document', async () => {
    const seen: unknown[] = [];
    const admit: Runtime['admit'] = (input) => {
      seen.push(input);
      return fakeRuntime().admit(input);
    };
    const { client } = await connect({ runtime: { admit } });
    const document = '\ufeff# T\r\n\r\nAcceptance:\r\n- a\r\n';
    await client.callTool({ name: 'enqueue_spec', arguments: { document } });
    expect(seen).toEqual([{ family: null, text: document, channel: 'enqueue_spec' }]);
  });

  it('shows the start of a long document', async () => {
    const { client } = await connect();
    const document = `# T\n\nAcceptance:\n- a\n\n${'word '.repeat(20_000)}`;
    const result = await client.callTool({ name: 'enqueue_spec', arguments: { document } });
    expect(result.structuredContent).toMatchObject({
      document: expect.stringMatching(
        /\[cut here; the whole text is in millrace-agents\/.*\.md\]$/,
      ),
    });
    expect(JSON.stringify(result.structuredContent).length).toBeLessThan(15_000);
  });

  it('refuses a file that is not UTF-8', async () => {
    const readFile = async () => new Uint8Array([0x23, 0x20, 0xff]);
    const { client } = await connect({ backend: { readFile } });
    const result = await client.callTool({ name: 'enqueue_spec', arguments: { path: 'a.md' } });
    expect(errorCode(result)).toBe('document_invalid');
  });
});

describe('readWorkspaceFile', () => {
  const file = (size_bytes: number): Stat => ({ kind: 'file', size_bytes, mtime_ms: 0, inode: 1 });
  const links = new Map([
    ['/w', '/real/w'],
    ['/w/in.md', '/real/w/in.md'],
    ['/w/link.md', '/etc/secret'],
    ['/w/neighbour.md', '/real/w2/x.md'],
    ['/w/folder', '/real/w/folder'],
    ['/w/big.md', '/real/w/big.md'],
    ['/w/denied.md', '/real/w/denied.md'],
    ['/w/..md', '/real/w/..md'],
  ]);
  const disk = {
    realpath: (path: string) => links.get(path) ?? null,
    stat: (path: string): Stat | null => {
      if (path.endsWith('folder')) return { ...file(0), kind: 'dir' };
      return file(path.endsWith('big.md') ? 1_048_577 : 2);
    },
    read: (path: string) => {
      if (path.endsWith('denied.md')) throw new DiskFault('EACCES', 'open', path);
      return new TextEncoder().encode('ok');
    },
  };
  const read = (path: string) => new TextDecoder().decode(readWorkspaceFile(disk, '/w', path));
  const refusal = (path: string) => {
    try {
      return read(path);
    } catch (thrown) {
      return thrown;
    }
  };

  it('reads a file inside, named either way', () => {
    expect([read('in.md'), read('/w/in.md'), read('a/../in.md'), read('..md')]).toEqual(
      Array(4).fill('ok'),
    );
  });

  it.each([
    ['../x.md', 'path_outside_workspace'],
    ['/etc/passwd', 'path_outside_workspace'],
    ['.', 'path_outside_workspace'],
    ['link.md', 'path_outside_workspace'],
    ['neighbour.md', 'path_outside_workspace'],
    ['absent.md', 'path_not_readable'],
    ['folder', 'path_not_readable'],
    ['denied.md', 'path_not_readable'],
    ['big.md', 'document_too_large'],
  ])('refuses %s', (path, code) => {
    expect(refusal(path)).toMatchObject({ code });
    expect(String(refusal(path))).not.toContain('/real');
  });
});
