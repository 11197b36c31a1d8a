import { describe, expect, it } from 'vitest';
import type { SkillCommand, SkillText } from '../../../src/runtime/api/index.ts';
import { NodeHash } from '../../../src/runtime/host/hash.ts';
import { layout } from '../support/process.ts';
import { learn, learning, learningMachine, skillText, textAt } from './support/scene.ts';

const hash = new NodeHash();
const ID = 'testing';
const SOURCE = 'https://skills.example/index.json (index 0123456789ab)';
const skill = (words: string) => skillText(words, ID);
const at = (path: string) => `skills/${ID}/${path}`;

function filesOf(files: Readonly<Record<string, string>>): SkillText[] {
  return Object.entries(files).map(([path, text]) => ({ path, text }));
}

function install(files: Readonly<Record<string, string>>, is_person = true): SkillCommand {
  const how = { source: SOURCE, replace: false, from_index: true, is_person };
  return { name: 'install_skill', skill: ID, files: filesOf(files), ...how };
}

function refresh(files: Readonly<Record<string, string>>, is_person = true): SkillCommand {
  return { name: 'refresh_skill', skill: ID, files: filesOf(files), source: SOURCE, is_person };
}

const FIRST = { 'SKILL.md': skill('One.'), 'a.md': 'a1\n', 'b.md': 'b1\n', 'gone.md': 'g1\n' };
const SECOND = { 'SKILL.md': skill('Two.'), 'a.md': 'a2\n', 'b.md': 'b1\n', 'new.md': 'n2\n' };

async function installed() {
  const machine = learningMachine(learning(''));
  const one = machine.open();
  await learn(one);
  await one.runtime.control(install(FIRST));
  return { machine, runtime: one.runtime };
}

function offers(files: Readonly<Record<string, string>>) {
  const listed = Object.entries(files).map(([path, text]) => {
    return { path, sha256: hash.sha256(text) };
  });
  return [{ id: ID, files: listed }];
}

describe('a skill of an index', () => {
  it('is installed by a person alone, who is shown each file and what could be run', async () => {
    const machine = learningMachine(learning(''));
    const one = machine.open();
    await learn(one);
    const { runtime } = one;
    const files = { 'SKILL.md': skill('One.'), 'scripts/run': '#!/bin/sh\n' };
    expect(runtime.previewSkill(install(files))).toMatchObject({
      detail: `testing is new, 2 files from ${SOURCE}`,
      needs_person: true,
      files: [
        { path: at('SKILL.md'), before: null, is_script: false },
        { path: at('scripts/run'), size_bytes: 10, is_script: true },
      ],
    });
    await expect(runtime.control(install(files, false))).rejects.toMatchObject({
      code: 'person_needed',
    });
    expect(machine.disk.list(layout.at(`skills/${ID}`))).toBeNull();
  });

  it('takes what is newer and nobody edited, adds what is new, and lets go of what is gone', async () => {
    const { machine, runtime } = await installed();
    await expect(runtime.control(refresh(SECOND, false))).rejects.toMatchObject({
      code: 'person_needed',
    });
    await runtime.control(refresh(SECOND));
    expect(Object.keys(FIRST).map((path) => textAt(machine, at(path)))).toEqual([
      skill('Two.'),
      'a2\n',
      'b1\n',
      null,
    ]);
    expect(textAt(machine, at('new.md'))).toBe('n2\n');
    await expect(runtime.control(refresh(SECOND))).rejects.toThrow('reads so already');
    await runtime.control({ name: 'revert_skill', skill: ID, to: 1, is_person: true });
    expect(textAt(machine, at('SKILL.md'))).toBe(skill('One.'));
    expect(textAt(machine, at('gone.md'))).toBe('g1\n');
  });

  it('keeps an edit with the new text beside it, until the edit is settled, however often it is refreshed', async () => {
    const { machine, runtime } = await installed();
    machine.disk.plant(layout.at(at('a.md')), 'mine\n');
    machine.disk.plant(layout.at(at('b.md')), 'mine too\n');
    const preview = runtime.previewSkill(refresh(SECOND));
    expect(preview.kept).toEqual([at('a.md')]);
    expect(preview.detail).toContain(`${at('a.md')}, which you edited, stays as it is`);
    await runtime.control(refresh(SECOND));
    const lying = () =>
      ['a.md', 'a.md.new', 'b.md', 'b.md.new'].map((path) => textAt(machine, at(path)));
    expect(lying()).toEqual(['mine\n', 'a2\n', 'mine too\n', null]);
    // What lies beside is looked at and taken away; the edit stays one when other files change.
    machine.disk.unlink(layout.at(at('a.md.new')));
    await runtime.control(refresh({ ...SECOND, 'new.md': 'n3\n' }));
    expect(lying()).toEqual(['mine\n', null, 'mine too\n', null]);
    await runtime.control(refresh({ ...SECOND, 'new.md': 'n3\n', 'a.md': 'a4\n', 'b.md': 'b4\n' }));
    expect(lying()).toEqual(['mine\n', 'a4\n', 'mine too\n', 'b4\n']);
    machine.disk.plant(layout.at(at('a.md')), 'a4\n');
    await runtime.control(refresh({ ...SECOND, 'new.md': 'n5\n', 'a.md': 'a4\n', 'b.md': 'b4\n' }));
    expect(lying()).toEqual(['a4\n', null, 'mine too\n', 'b4\n']);
  });

  it('says of each offer how it stands beside what is here', async () => {
    const { machine, runtime } = await installed();
    const other = { id: 'another', files: [] };
    expect(runtime.skillOffers([...offers(FIRST), other])).toEqual([
      { id: ID, state: 'current', is_edited: false },
      { id: 'another', state: 'available', is_edited: false },
    ]);
    expect(runtime.skillOffers(offers(SECOND))).toMatchObject([{ state: 'newer' }]);
    machine.disk.plant(layout.at(at('a.md')), 'mine\n');
    expect(runtime.skillOffers(offers(FIRST))).toEqual([
      { id: ID, state: 'current', is_edited: true },
    ]);
    expect(runtime.skillOffers(offers(SECOND))).toEqual([
      { id: ID, state: 'newer', is_edited: true },
    ]);
  });

  it('is not written over what could not be gone back to', async () => {
    const { machine, runtime } = await installed();
    machine.disk.plant(layout.at(at('a.md')), new Uint8Array([0xff, 0xfe, 0x00]));
    await expect(runtime.control(refresh(SECOND))).rejects.toThrow('is no small text in UTF-8');
    machine.disk.plant(layout.at(at('a.md')), 'x'.repeat(600_000));
    await expect(runtime.control(refresh(SECOND))).rejects.toThrow('is no small text in UTF-8');
    expect(textAt(machine, at('SKILL.md'))).toBe(skill('One.'));
  });

  it('is refused where nothing of that id is', async () => {
    const one = learningMachine(learning('')).open();
    await learn(one);
    expect(() => one.runtime.previewSkill(refresh(FIRST))).toThrow('that could be refreshed');
  });
});
