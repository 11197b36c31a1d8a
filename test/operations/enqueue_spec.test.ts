import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readAnyFile, readWorkspaceFile } from '../../src/backend/files.ts';
import type { AdmitView, Runtime } from '../../src/runtime/api/index.ts';
import { DiskFault, type Stat } from '../../src/runtime/ports/index.ts';
import { fakeRuntime } from '../support/backend/fake.ts';
import { about as fakeAbout } from '../support/backend/fake-views.ts';
import { connect, errorCode } from '../support/connect.ts';

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
    expect(seen).toEqual([
      { family: null, text: document, acceptance: [], channel: 'enqueue_spec' },
    ]);
  });

  it('hands over the parts of a document as they are', async () => {
    const seen: unknown[] = [];
    const admit: Runtime['admit'] = (input) => {
      seen.push(input);
      return fakeRuntime().admit(input);
    };
    const { client } = await connect({ runtime: { admit } });
    const given = { title: 'T', prose: '## Acceptance\n\n- from prose', acceptance: ['a'] };
    await client.callTool({ name: 'enqueue_spec', arguments: { ...given, id: 'own' } });
    const typed = { ...given, fields: [] };
    expect(seen).toEqual([{ family: null, id: 'own', typed, channel: 'enqueue_spec' }]);
  });

  it('names the file, and adds items to what it says', async () => {
    const seen: unknown[] = [];
    const admit: Runtime['admit'] = (input) => {
      seen.push(input);
      return fakeRuntime().admit(input);
    };
    const { client } = await connect({ runtime: { admit } });
    const args = { path: 'specs/a.md', acceptance: ['it works'] };
    await client.callTool({ name: 'enqueue_spec', arguments: args });
    expect(seen).toMatchObject([{ file: 'a.md', acceptance: ['it works'] }]);
  });

  it('answers shortly what was understood of a long document', async () => {
    const { client } = await connect();
    const items = Array.from({ length: 300 }, (_, at) => `- ${'a long item '.repeat(20)}${at}`);
    const document = `# ${'T'.repeat(400)}\n\nAcceptance:\n${items.join('\n')}\n`;
    const result = await client.callTool({ name: 'enqueue_spec', arguments: { document } });
    expect(JSON.stringify(result.structuredContent).length).toBeLessThanOrEqual(2048);
    expect(result.structuredContent).toMatchObject({
      document: expect.stringMatching(
        /\n\nAcceptance \(300\):\n- .*\n- and \d+ more\n\nProse: 1 line\.$/s,
      ),
    });
  });

  describe('of a document with vague items', () => {
    const CHECKED = 'Check that document says what you mean.';
    const OFFER = /^Call enqueue_spec \{"review":"contract"\}: .* asked first\. Or go on: /;
    const next = async (over: Partial<AdmitView>, args: object = {}) => {
      const admit: Runtime['admit'] = async (input) => {
        const view = await fakeRuntime().admit(input);
        return { ...view, understood: { ...view.understood, vague: 2 }, ...over };
      };
      const { client } = await connect({ runtime: { admit } });
      const given = { title: 'T', acceptance: ['it is nice'], ...args };
      const result = await client.callTool({ name: 'enqueue_spec', arguments: given });
      expect(JSON.stringify(result.structuredContent).length).toBeLessThanOrEqual(2048);
      return z.object({ next: z.string() }).parse(result.structuredContent).next;
    };

    it('offers to sharpen it before what is said of any other', async () => {
      const ordinary = await next({ offers_contract: false });
      expect(ordinary).toMatch(/^Check that document says what you mean\. Call run_start/);
      const offered = await next({});
      expect(offered).toMatch(OFFER);
      expect(offered.replace(OFFER, '')).toBe(ordinary);
    });
    it('loses nothing of what is said of a dry run, or of one that was handed over before', async () => {
      const dry = await next({}, { dry_run: true });
      expect(dry.startsWith('Nothing was changed. Call enqueue_spec {"review":"contract"}')).toBe(
        true,
      );
      expect(dry).toMatch(new RegExp(`${CHECKED} Then call enqueue_spec without dry_run\\.$`));
      const before = await next({ already: true });
      expect(before).toMatch(
        /^It was handed over before\. .*"contract".* Or go on: Call run_start/,
      );
    });
    it('offers nothing where work on it has begun', async () => {
      const about = { ...fakeAbout, state: 'building' } as const;
      expect(await next({ already: true, about })).toMatch(
        /^It was handed over before\. Call run_/,
      );
    });
    it('stays in its bytes with many checks and notes', async () => {
      const checks = Array.from({ length: 8 }, (_, at) => `npm run ${'check '.repeat(8)}${at}`);
      const notes = Array.from({ length: 5 }, (_, at) => `${'note '.repeat(10)}${at}`);
      expect(await next({ checks, notes }, { dry_run: true })).toContain('without dry_run');
    });
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

  it('reads a file elsewhere only for whoever sits at the terminal', () => {
    const anywhere = { ...disk, realpath: (path: string) => (path === '/absent.md' ? null : path) };
    expect(new TextDecoder().decode(readAnyFile(anywhere, '/etc/secret'))).toBe('ok');
    expect(() => readAnyFile(anywhere, '/absent.md')).toThrow('it does not exist');
    expect(() => readAnyFile(anywhere, '/a/folder')).toThrow('it is not a regular file');
    expect(() => readAnyFile(anywhere, '/a/big.md')).toThrow('1048577 bytes');
  });
});
