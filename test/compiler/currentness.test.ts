import { describe, expect, it } from 'vitest';
import { compile, currentness } from '../../src/compiler/index.ts';
import type { Plan } from '../../src/runtime/plan/index.ts';
import { diskOf, inputOf } from '../support/compiler/workspace.ts';
import { RIVER, world } from '../support/compiler/world.ts';

const BASE = '/ws/millrace-agents';

/** A compiled workspace, and how its plan is judged after changes. */
function adopted() {
  const disk = diskOf(world());
  const { plan } = compile(inputOf(disk));
  if (plan === null) throw new Error('the world does not compile');
  const judge = (mode?: string, of: Plan | null = plan) => currentness(inputOf(disk, mode), of);
  const put = (path: string, text: string) => disk.plant(`${BASE}/${path}`, text);
  return { disk, judge, put };
}

const CURRENT = { state: 'current', reasons: [] };

describe('currentness of a plan', () => {
  it('is missing without a plan and current right after compiling', () => {
    const { judge } = adopted();
    expect(judge()).toEqual(CURRENT);
    expect(judge(undefined, null)).toEqual({ state: 'missing', reasons: [] });
  });

  it('says which assets changed', () => {
    const { disk, judge, put } = adopted();
    put('entrypoints/skipper.md', 'Skip harder.');
    put(RIVER, JSON.stringify({ edges: [] }));
    disk.unlink(`${BASE}/skills/mender.md`);
    expect(judge()).toEqual({
      state: 'stale',
      reasons: [
        'entrypoint:entrypoints/skipper.md changed (entrypoints/skipper.md)',
        'graph_loop:river.flow changed (graphs/river/river.flow.json)',
        'skill:skills/mender.md is gone (skills/mender.md)',
      ],
    });
  });

  it('notices an attached skill that was absent', () => {
    const disk = diskOf(world());
    disk.unlink(`${BASE}/skills/wind.md`);
    const { plan } = compile(inputOf(disk));
    expect(currentness(inputOf(disk), plan)).toEqual(CURRENT);
    disk.plant(`${BASE}/skills/wind.md`, 'Blow.');
    const reasons = ['skill:skills/wind.md was added (skills/wind.md)'];
    expect(currentness(inputOf(disk), plan)).toEqual({ state: 'stale', reasons });
  });

  it('says which part of the config changed, and only if the plan is made of it', () => {
    const { judge, put } = adopted();
    const usual = 'runtime.default_mode = "weather"\n';
    put(
      'millrace.toml',
      `${usual}runtime.idle_sleep_seconds = 5\n[usage_governance]\nenabled = true`,
    );
    expect(judge()).toEqual(CURRENT);
    put('millrace.toml', `${usual}[limits]\nattempts_per_item = 3\n[stages.judge]\nmodel = "owl"`);
    expect(judge()).toEqual({
      state: 'stale',
      reasons: ['config [stages] changed', 'config [limits] changed'],
    });
  });

  it('judges the plan as the mode it is, unless another is asked for', () => {
    const { judge, put } = adopted();
    expect(judge('weather')).toEqual(CURRENT);
    expect(judge('climate')).toEqual(CURRENT);
    expect(judge('storm')).toEqual({
      state: 'stale',
      reasons: ['mode storm is asked for, the plan is of mode weather'],
    });
    put('millrace.toml', 'runtime.default_mode = "storm"');
    expect(judge()).toEqual({ state: 'stale', reasons: ['config [runtime] changed'] });
  });

  it('ignores layout and unused files', () => {
    const { judge, put } = adopted();
    put(RIVER, `\n${JSON.stringify(world().get(RIVER), null, '\t')}\n`);
    put('graphs/river/other.json', '{ broken');
    expect(judge()).toEqual(CURRENT);
  });

  it('is unknown when an input cannot be judged', () => {
    const { disk, judge, put } = adopted();
    put('millrace.toml', '[limit]');
    expect(judge()).toEqual({
      state: 'unknown',
      reasons: ['config: The key "limit" is not known.'],
    });
    put('millrace.toml', 'runtime.default_mode = "weather"');
    disk.unlink(`${BASE}/skills/mender.md`);
    disk.plantLink(`${BASE}/skills/mender.md`, '/ws/elsewhere.md');
    expect(judge()).toEqual({
      state: 'unknown',
      reasons: ['skill:skills/mender.md: it is, or lies behind, a symbolic link'],
    });
  });

  it('keeps its reasons bounded', () => {
    const { judge, put } = adopted();
    for (const path of world().keys()) {
      if (path.endsWith('.md')) put(path, 'other');
      else if (path.endsWith('.json')) put(path, '{}');
    }
    const { reasons } = judge();
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)).toMatch(/^and \d+ more$/);
  });
});
