import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../src/compiler/index.ts';
import { runnerConfig } from '../../src/runtime/plan/index.ts';
import { adapterFor, HARNESSES, harnessOf, programOf } from '../../src/runtime/runners/index.ts';
import { HARNESSES as DRIVEN } from '../e2e/support/harnesses.ts';
import { INPUT } from '../support/runners/harnesses.ts';

const packages = z.object({ dependencies: z.record(z.string(), z.string()) });
const described = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
});
const baseline = z.object({ harness_modes: z.array(z.object({ runner: z.string() })) });

function json(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

describe.each(HARNESSES)('$title in the registry', (harness) => {
  const { runner, table_name, title, install, tested_version } = harness;
  const config = harness.configure({}).runner;

  it('is found by the name of its runner, and no other has its names', () => {
    expect(harnessOf({ adapter: runner })).toBe(harness);
    const same = HARNESSES.filter(
      (one) => one.runner === runner || one.table_name === table_name || one.title === title,
    );
    expect(same).toEqual([harness]);
  });

  it('says of each key of its table what it means', () => {
    const { properties } = described.parse(z.toJSONSchema(harness.table, { io: 'input' }));
    const silent = Object.entries(properties).filter(
      ([, { description = '' }]) => description === '',
    );
    expect(silent).toEqual([]);
  });

  it('has a suite of its own', () => {
    const suite = new URL(`./harnesses/${table_name}.test.ts`, import.meta.url);
    expect(existsSync(suite)).toBe(true);
  });

  it('is driven end to end when it names a tested version, and only then', () => {
    const driven = DRIVEN.some((one) => one.runner === runner);
    expect(driven).toBe(tested_version !== null);
  });

  it('names the version that its end-to-end tests run', () => {
    const name = install.split(' ').at(-1) ?? '';
    const pinned = packages.parse(json('../e2e/package.json')).dependencies[name];
    expect(pinned ?? null).toBe(tested_version);
  });

  it('has a whole config without a word from the user, which a plan keeps as it is', () => {
    const read = runnerConfig.parse(JSON.parse(JSON.stringify(config)));
    expect(canonicalJson(read)).toBe(canonicalJson(config));
    expect(adapterFor(read).launch(INPUT)).toEqual(adapterFor(config).launch(INPUT));
    expect(programOf(adapterFor(config).launch(INPUT))).toBe(config.command);
  });

  it('is started in the words that its plan froze', () => {
    const level = ['--level-of-then'];
    const words = {
      flags: ['--flag-of-then'],
      switches: ['--switch-of-then'],
      levels: { basic: level, elevated: level, maximum: level },
      variables: { OF_THEN: '1' },
    };
    const now = adapterFor(config).launch(INPUT);
    const then = adapterFor(runnerConfig.parse({ ...config, words })).launch(INPUT);
    const ofNow = [
      config.words?.flags,
      config.words?.switches,
      config.words?.levels.maximum,
    ].flat();
    expect(now.argv).toEqual(expect.arrayContaining(ofNow));
    const said = then.argv.filter((word) => word.endsWith('-of-then'));
    expect(said.length).toBeGreaterThanOrEqual(2);
    expect(then.argv.filter((word) => ofNow.includes(word) && word.startsWith('--'))).toEqual([]);
    expect(then.env).toMatchObject({ OF_THEN: '1' });
    for (const name of Object.keys(config.words?.variables ?? {})) {
      expect(then.env).not.toHaveProperty(name);
    }
  });

  it('is started in those of this release where its plan froze none', () => {
    const { words: _, ...before } = config;
    expect(adapterFor(runnerConfig.parse(before)).launch(INPUT)).toEqual(
      adapterFor(config).launch(INPUT),
    );
  });
});

it('knows the harness of each mode that the release prefers', () => {
  const { harness_modes } = baseline.parse(json('../../assets/baseline.json'));
  const names: string[] = HARNESSES.map(({ runner }) => runner);
  expect(harness_modes.filter(({ runner }) => !names.includes(runner))).toEqual([]);
});

it('refuses a harness of a newer release, and one of a plan before there were adapters', () => {
  const newer = { ...HARNESSES[0].configure({}).runner, adapter: 'loom_cli' };
  const older = { adapter: HARNESSES[0].runner, settings: {} };
  for (const config of [newer, older].map((one) => runnerConfig.parse(one))) {
    expect(() => adapterFor(config)).toThrow(
      expect.objectContaining({ code: 'runner_not_available' }),
    );
  }
});
