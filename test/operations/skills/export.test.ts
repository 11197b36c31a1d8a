import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../src/backend/skills/archive.ts';
import { exportTo } from '../../../src/backend/skills/exchange.ts';
import { IndexSource } from '../../../src/backend/skills/index-source.ts';
import { readSkill } from '../../../src/backend/skills/read-skill.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { SimDisk } from '../../../src/sim/sim-disk.ts';
import {
  learn,
  learning,
  learningMachine,
  promote,
  SKILL,
  skillText,
} from '../../engine/skills/support/scene.ts';
import { layout } from '../../engine/support/process.ts';

const hash = new NodeHash();
const NEW = skillText('Test first.');
const never = new AbortController().signal;

async function exported(history = false) {
  const machine = learningMachine(learning(NEW), {
    [`skills/stage/execution/${SKILL}/references/more.md`]: '\ufeffMore.\r\n',
  });
  const one = machine.open();
  await learn(one);
  await one.runtime.control(promote());
  return { machine, files: one.runtime.exportSkill(SKILL, history).files };
}

function save(disk: SimDisk, output: string, files: readonly { path: string; text: string }[]) {
  const how = { replace: false, shelf: false, root: '/place', anywhere: true };
  return exportTo({ disk, hash }, { skill: SKILL, files, output, ...how });
}

describe('an exported skill', () => {
  it.each(['/out', '/out/one.zip'])('is taken again byte for byte from %s', async (output) => {
    const { files } = await exported();
    const disk = new SimDisk();
    const { path } = await save(disk, output, files);
    expect(path).toBe(output.endsWith('.zip') ? output : `${output}/${SKILL}`);
    const { skill, files: read } = await readSkill({ disk, hash }, path, null);
    expect(skill).toBe(SKILL);
    expect(read).toEqual([
      { path: 'SKILL.md', text: NEW },
      { path: 'references/more.md', text: '\ufeffMore.\r\n' },
    ]);
    const other = learningMachine(learning(''));
    other.disk.remove(layout.at(`skills/stage/execution/${SKILL}`));
    const { runtime } = other.open();
    const from = { source: path, replace: false, from_index: false, is_person: false };
    await runtime.control({ name: 'install_skill', skill, files: read, ...from });
    expect(runtime.exportSkill(SKILL, false).files).toEqual(files);
    await save(disk, `/again${output}`, runtime.exportSkill(SKILL, false).files);
    if (output.endsWith('.zip')) expect(disk.read(`/again${output}`)).toEqual(disk.read(path));
  });

  it('tells its versions and what stages came to, where that is wanted', async () => {
    const { files } = await exported(true);
    expect(files.map(({ path }) => path)).toEqual([
      'SKILL.md',
      'references/more.md',
      '.millrace-export.json',
      '.versions/1/SKILL.md',
    ]);
    const told = JSON.parse(files[2]?.text ?? '');
    expect(told).toMatchObject({
      kind: 'skill_export',
      versions: [{ version: 1, act: 'promote', agreed: 'person' }],
      evidence: expect.any(Array),
    });
    expect(files[3]?.text).toBe(NEW);
    const disk = new SimDisk();
    const { path } = await save(disk, '/out/one.zip', files);
    expect((await readSkill({ disk, hash }, path, null)).files).toHaveLength(2);
  });

  it('is never written over what is there without saying so, nor into the runtime folder', async () => {
    const { files } = await exported();
    const disk = new SimDisk();
    disk.plant('/out/one.zip', 'mine');
    await expect(save(disk, '/out/one.zip', files)).rejects.toMatchObject({
      code: 'input_invalid',
    });
    expect(new TextDecoder().decode(disk.read('/out/one.zip') ?? undefined)).toBe('mine');
    await expect(save(disk, '/place/millrace-agents/skills', files)).rejects.toThrow(
      'where nothing is exported to',
    );
    const input = { skill: SKILL, files, replace: true, shelf: false, root: '/place' };
    await expect(
      exportTo({ disk, hash }, { ...input, output: '../out', anywhere: false }),
    ).rejects.toMatchObject({ code: 'path_outside_workspace' });
  });

  it('is whole or not there, whenever the process that writes it is killed', async () => {
    const { files } = await exported();
    const first = new SimDisk();
    first.plant(`/out/${SKILL}/old.md`, 'old');
    first.plant('/out/one.zip', 'old');
    const image = first.killImage();
    for (const output of ['/out', '/out/one.zip']) {
      const how = { skill: SKILL, files, output, replace: true, shelf: false };
      const write = (disk: SimDisk) =>
        exportTo({ disk, hash }, { ...how, root: '/place', anywhere: true });
      const whole = new SimDisk(image);
      await write(whole);
      for (let crash_at = 1; crash_at <= whole.steps; crash_at += 1) {
        const crashing = new SimDisk(image, { crash_at });
        await write(crashing).catch(() => undefined);
        const disk = new SimDisk(crashing.killImage());
        const place = output.endsWith('.zip') ? output : `${output}/${SKILL}`;
        const lying = disk.stat(place) === null ? null : await read(disk, place);
        expect([crash_at, [null, 'old', 'new'].includes(lying)]).toEqual([crash_at, true]);
        await write(disk);
        expect([crash_at, await read(disk, place)]).toEqual([crash_at, 'new']);
        const left = disk.list('/out')?.filter(({ name }) => name.startsWith('.'));
        expect([crash_at, left]).toEqual([crash_at, []]);
      }
    }
  });

  it('goes on a shelf whose index others pin', async () => {
    const { files } = await exported();
    const disk = new SimDisk();
    const how = { output: '/shelf', replace: false, shelf: true, root: '/place', anywhere: true };
    const { index_sha256 } = await exportTo({ disk, hash }, { skill: SKILL, files, ...how });
    const named = { index: '/shelf/index.json', index_sha256: index_sha256 ?? '' };
    const downloads = { get: async () => ({ bytes: null, error: 'nobody is asked' }) };
    const source = new IndexSource({ disk, hash, downloads, cache: '/cache' }, '/place', named);
    expect((await source.skill(SKILL, never)).files[0]?.text).toBe(NEW);
    disk.plant('/other/index.json', '{"mine": true}');
    const refused = exportTo({ disk, hash }, { skill: SKILL, files, ...how, output: '/other' });
    await expect(refused).rejects.toThrow('what is there is no index of skills');
  });

  async function read(disk: SimDisk, place: string): Promise<string> {
    const isFile = disk.stat(place)?.kind === 'file';
    const old = disk.read(isFile ? place : `${place}/old.md`) ?? new Uint8Array();
    if (new TextDecoder().decode(old) === 'old') return 'old';
    const { files } = await readSkill({ disk, hash }, place, null);
    return files.length === 2 && files[0]?.text === NEW ? 'new' : 'half';
  }
});

describe('an archive', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const whole = pack({ folder: 'a', files: new Map([['SKILL.md', bytes('x'.repeat(999))]]) });

  it.each<[string, Uint8Array, string]>([
    ['no archive', bytes('hello'), 'it is no zip archive'],
    ['half of one', whole.slice(0, whole.length / 2), 'it is no zip archive'],
    ['nothing', new Uint8Array(), 'it is no zip archive'],
    ['a file beside its folder', zipped({ 'a/x': 'x', y: 'y' }), 'one folder'],
    ['two folders', zipped({ 'a/x': 'x', 'b/y': 'y' }), 'one folder'],
    ['a bomb', zipped({ 'a/x': 'x'.repeat(3_000_000) }), 'too large'],
    [
      'many files',
      zipped(Object.fromEntries(Array.from({ length: 1100 }, (_, n) => [`a/${n}`, 'x']))),
      'more than 1000 files',
    ],
  ])('that is %s is not opened', (_what, archive, why) => {
    expect(unpack(archive)).toContain(why);
  });

  function zipped(files: Readonly<Record<string, string>>): Uint8Array {
    return zipSync(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, bytes(text)])),
    );
  }
});
