import { createServer, type RequestListener } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IndexSource } from '../../../src/backend/skills/index-source.ts';
import { NodeDownloads } from '../../../src/runtime/host/downloads.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import type { Downloads } from '../../../src/runtime/ports/index.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';

const SKILL = '---\nname: testing\ndescription: How to test.\n---\n# Testing\n\nRun all of it.\n';
const SCRIPT = '#!/bin/sh\necho never run\n';
const URL_OF = 'https://skills.example/shelf/index.json';
const hash = new NodeHash();
const never = new AbortController().signal;

type Json = Record<string, unknown>;

function fileOf(path: string, text: string, other: Json = {}): Json {
  const size_bytes = new TextEncoder().encode(text).length;
  return { path, size_bytes, sha256: hash.sha256(text), ...other };
}

const FILES = [fileOf('SKILL.md', SKILL), fileOf('scripts/run.sh', SCRIPT)];

function indexText(skill: Json = {}, index: Json = {}): string {
  const one = { id: 'testing', description: 'How to test.', files: FILES, ...skill };
  return JSON.stringify({ schema_version: '1.0', kind: 'skill_index', skills: [one], ...index });
}

/** What a web serves, and what was asked of it. */
class Web implements Downloads {
  readonly asked: string[] = [];
  constructor(readonly pages: Record<string, string | null>) {}
  async get({ url, size_bytes_max }: Parameters<Downloads['get']>[0]) {
    this.asked.push(url);
    const text = this.pages[url];
    if (text == null) return { bytes: null, error: 'the server says 404' };
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > size_bytes_max) {
      return { bytes: null, error: `it has more than ${size_bytes_max} bytes` };
    }
    return { bytes, error: null };
  }
}

function webOf(index = indexText(), files: Record<string, string> = {}): Web {
  return new Web({
    [URL_OF]: index,
    'https://skills.example/shelf/testing/SKILL.md': SKILL,
    'https://skills.example/shelf/testing/scripts/run.sh': SCRIPT,
    ...files,
  });
}

function source(web: Downloads, named: Json = {}, disk = new SimDisk()) {
  const config = { index: URL_OF, index_sha256: hash.sha256(indexText()), ...named };
  return new IndexSource({ disk, hash, downloads: web, cache: '/cache/skills' }, '/place', config);
}

describe('a pinned index', () => {
  it('gives the texts of a skill once each digest agrees, and nothing else is fetched', async () => {
    const web = webOf();
    const one = await source(web).skill('testing', never);
    expect(one).toEqual({
      source: `${URL_OF} (index ${hash.sha256(indexText()).slice(0, 12)})`,
      note: null,
      files: [
        { path: 'SKILL.md', text: SKILL },
        { path: 'scripts/run.sh', text: SCRIPT },
      ],
    });
    expect(web.asked).toHaveLength(3);
  });

  it('is read from what is kept where nobody can be reached, and every byte is compared again', async () => {
    const disk = new SimDisk();
    await source(webOf(), {}, disk).skill('testing', never);
    const offline = await source(new Web({}), {}, disk).skill('testing', never);
    expect(offline.note).toBe(`${URL_OF} could not be reached: this is the copy kept here`);
    expect(offline.files).toHaveLength(2);
    disk.plant(`/cache/skills/${hash.sha256(SKILL)}`, 'spoiled');
    await expect(source(new Web({}), {}, disk).skill('testing', never)).rejects.toMatchObject({
      code: 'download_failed',
    });
  });

  it('that is not pinned says what it lists and which digest to pin', async () => {
    const refused = source(webOf(), { index_sha256: undefined }).read(never);
    await expect(refused).rejects.toMatchObject({ code: 'skill_index_refused' });
    await expect(refused).rejects.toThrow(
      `put index_sha256 = "${hash.sha256(indexText())}" there, then call again`,
    );
  });

  it('that changed is refused with what changed', async () => {
    const disk = new SimDisk();
    await source(webOf(), {}, disk).read(never);
    const extra = { id: 'another', description: 'More.', files: FILES };
    const less = { id: 'testing', description: 'How to test.', files: FILES.slice(0, 1) };
    const text = indexText({}, { skills: [less, extra] });
    const refused = source(webOf(text), {}, disk).read(never);
    await expect(refused).rejects.toMatchObject({ code: 'skill_index_refused' });
    await expect(refused).rejects.toThrow('another is new; testing differs in scripts/run.sh');
    await expect(source(webOf(text)).read(never)).rejects.toThrow('what differs is not known');
  });

  const twice = [fileOf('SKILL.md', SKILL), fileOf('Skill.MD', 'x')];
  it.each<[string, string]>([
    ['half of one', indexText().slice(0, 100)],
    ['a page of something else', '<html></html>'],
    ['a key that nobody knows', indexText({}, { install: 'sh run.sh' })],
    ['another schema version', indexText({}, { schema_version: '2.0' })],
    ['an id that leads elsewhere', indexText({ id: '../evil' })],
    ['an id of a folder of skills', indexText({ id: 'stage' })],
    ['a path that leads elsewhere', indexText({ files: [...FILES, fileOf('../x.md', 'x')] })],
    ['an absolute path', indexText({ files: [...FILES, fileOf('/etc/passwd', 'x')] })],
    ['a path with a backslash', indexText({ files: [...FILES, fileOf('a\\b.md', 'x')] })],
    ['a hidden file', indexText({ files: [...FILES, fileOf('.git/config', 'x')] })],
    ['a file twice', indexText({ files: [...FILES, ...FILES] })],
    ['names that differ in case alone', indexText({ files: twice })],
    ['a file and a folder of one name', indexText({ files: [...FILES, fileOf('scripts', 'x')] })],
    ['no SKILL.md', indexText({ files: FILES.slice(1) })],
    [
      'a file that is too large',
      indexText({ files: [fileOf('SKILL.md', SKILL, { size_bytes: 9e9 })] }),
    ],
    ['a size below nothing', indexText({ files: [fileOf('SKILL.md', SKILL, { size_bytes: -1 })] })],
    [
      'a skill twice',
      indexText(
        {},
        { skills: [JSON.parse(indexText()).skills[0], JSON.parse(indexText()).skills[0]] },
      ),
    ],
    [
      'too many files',
      indexText({ files: Array.from({ length: 41 }, (_, n) => fileOf(`f${n}.md`, 'x')) }),
    ],
    ['a description that steers a terminal', indexText({ description: 'a\u001b[2J' })],
  ])('is refused with %s, also where somebody pinned it', async (_what, text) => {
    const disk = new SimDisk();
    const refused = source(webOf(text), { index_sha256: hash.sha256(text) }, disk).read(never);
    await expect(refused).rejects.toMatchObject({
      code: 'skill_index_refused',
      facts: { next: expect.stringMatching(/\S/) },
    });
    expect(disk.list('/cache/skills')).toBeNull();
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'another text of the same size',
      { 'SKILL.md': SKILL.replace('all', 'ALL') },
      'skill_index_refused',
    ],
    ['less than it says', { 'SKILL.md': SKILL.slice(0, -1) }, 'skill_index_refused'],
    ['more than it says', { 'SKILL.md': `${SKILL}x` }, 'download_failed'],
  ])('of whose files one has %s gives nothing', async (_what, files, code) => {
    const pages = Object.entries(files).map(([path, text]) => {
      return [`https://skills.example/shelf/testing/${path}`, text];
    });
    const refused = source(webOf(indexText(), Object.fromEntries(pages))).skill('testing', never);
    await expect(refused).rejects.toMatchObject({ code });
  });

  it.each([
    'http://skills.example/index.json',
    'ftp://skills.example/index.json',
    'file:///etc/passwd',
    'https://me:secret@skills.example/index.json',
    'https://',
  ])('is not asked for at %s', (index) => {
    expect(() => source(webOf(), { index })).toThrow('is no address that is asked');
  });
});

describe('an index in a folder', () => {
  function shelf(files: Readonly<Record<string, string>> = {}): SimDisk {
    const disk = new SimDisk();
    const all = {
      'index.json': indexText(),
      'testing/SKILL.md': SKILL,
      'testing/scripts/run.sh': SCRIPT,
    };
    for (const [path, text] of Object.entries({ ...all, ...files })) {
      disk.plant(`/place/shelf/${path}`, text);
    }
    return disk;
  }
  const read = (disk: SimDisk) =>
    source(new Web({}), { index: 'shelf/index.json' }, disk).skill('testing', never);

  it('is named by a path below the workspace', async () => {
    expect((await read(shelf())).files).toHaveLength(2);
  });

  it('reads no file to which a link leads', async () => {
    const disk = shelf();
    disk.plant('/etc/secret', SKILL);
    disk.unlink('/place/shelf/testing/SKILL.md');
    disk.plantLink('/place/shelf/testing/SKILL.md', '/etc/secret');
    await expect(read(disk)).rejects.toThrow('a link leads out of the folder of the index');
  });

  it('that is gone is said to be', async () => {
    await expect(read(new SimDisk())).rejects.toMatchObject({ code: 'download_failed' });
  });
});

describe('a download', () => {
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }
  const get = (url: string, limits: { size_bytes_max?: number; timeout_ms?: number } = {}) =>
    new NodeDownloads().get(
      {
        url,
        size_bytes_max: 1000,
        timeout_ms: 10_000,
        mayAsk: ({ hostname }) => hostname === '127.0.0.1',
        ...limits,
      },
      never,
    );

  it('follows a server only where it may, and not for ever', async () => {
    const base = await serve(({ url = '' }, response) => {
      const to = { '/a': '/b', '/away': 'http://elsewhere.example/', '/round': '/round' }[url];
      response.writeHead(to === undefined ? 200 : 302, to === undefined ? {} : { location: to });
      response.end(to === undefined ? 'here' : '');
    });
    expect(await get(`${base}/a`)).toMatchObject({ bytes: Buffer.from('here') });
    expect((await get(`${base}/away`)).error).toContain('which is not asked');
    expect((await get(`${base}/round`)).error).toContain('more than 5 times');
  });

  it('ends where a server hangs, lies or has gone', async () => {
    const base = await serve(({ url }, response) => {
      if (url === '/silent') return;
      response.writeHead(200, url === '/endless' ? {} : { 'content-length': '10' });
      response.write(url === '/endless' ? 'x'.repeat(5000) : 'x');
    });
    expect((await get(`${base}/silent`, { timeout_ms: 50 })).error).toContain('more than 0.05 s');
    expect((await get(`${base}/stuck`, { timeout_ms: 50 })).error).toContain('more than 0.05 s');
    expect((await get(`${base}/endless`)).error).toBe('it has more than 1000 bytes');
    expect((await get('http://127.0.0.1:1/')).error).toContain('the system says');
  });
});
