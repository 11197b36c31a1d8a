import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/compiler/diagnostics.ts';
import { clip, jsonBytes } from '../../src/operations/support/text.ts';
import { MillraceError } from '../../src/runtime/errors/errors.ts';
import { rootPage } from '../support/backend/fake-inspect.ts';
import { upgradeView } from '../support/backend/fake-upkeep.ts';
import {
  compileView,
  initView,
  runningView,
  statusView,
  trace,
  traceNode,
} from '../support/backend/fake-views.ts';
import { connect } from '../support/connect.ts';

async function call(name: string, args = {}, replaced = {}): Promise<Record<string, unknown>> {
  const { client } = await connect(replaced);
  await client.listTools();
  const { structuredContent } = await client.callTool({ name, arguments: args });
  return JSON.parse(JSON.stringify(structuredContent));
}

describe('compile_validate', () => {
  const problem = (at: number): Diagnostic => ({
    code: 'name_unknown',
    severity: 'error',
    file: 'modes/mine.json',
    pointer: `/stages/${at}`,
    message: 'm'.repeat(5000),
    next: 'n'.repeat(5000),
  });

  it('shows a bounded part of the problems and says how many there are', async () => {
    const diagnostics = Array.from({ length: 200 }, (_, at) => problem(at));
    const view = { ...compileView, plan_id: null, diagnostics };
    const answer = await call('compile_validate', {}, { backend: { compile: async () => view } });
    expect(answer).toMatchObject({ valid: false, diagnostics_total: 200 });
    expect(answer.diagnostics).toHaveLength(20);
    expect(answer.next).toMatch(/^Fix the errors in diagnostics/);
    expect(jsonBytes(answer)).toBeLessThan(20_000);
  });

  it.each([
    ['plan-a', null, /adopted with it/],
    ['plan-a', 'plan-a', /valid and adopted/],
    ['plan-a', 'plan-b', /compile_validate {"adopt":true}/],
  ])('names the next step for candidate %s and adopted plan %s', async (plan_id, adopted, next) => {
    const compile = async () => ({ ...compileView, plan_id });
    const status = () => ({ ...statusView, plan_id: adopted });
    const answer = await call(
      'compile_validate',
      {},
      { backend: { compile }, runtime: { status } },
    );
    expect(answer.next).toMatch(next);
    expect(answer.plan).toBe(adopted === null ? undefined : 'millrace://plan');
  });

  it('adopts only when it is told to, and only a valid plan', async () => {
    const adoptions: unknown[] = [];
    const adopt = async (mode?: string) => {
      adoptions.push(mode);
      return true;
    };
    const invalid = { compile: async () => ({ ...compileView, plan_id: null }) };
    await call('compile_validate', { mode: 'mine' }, { runtime: { adopt } });
    await call('compile_validate', { adopt: true }, { runtime: { adopt }, backend: invalid });
    expect(adoptions).toEqual([]);
    const answer = await call(
      'compile_validate',
      { adopt: true, mode: 'mine' },
      { runtime: { adopt } },
    );
    expect([adoptions, answer.adopted]).toEqual([['mine'], true]);
  });

  it('refuses a mode that is not there, and says which are', async () => {
    const missing: Diagnostic = {
      code: 'name_unknown',
      severity: 'error',
      file: '',
      pointer: '',
      message: 'There is no mode "mine".',
      next: 'Known: default_codex.',
    };
    const view = { ...compileView, mode_id: null, plan_id: null, diagnostics: [missing] };
    const replaced = { backend: { compile: async () => view } };
    expect(await call('compile_validate', { mode: 'mine' }, replaced)).toEqual({
      error: {
        code: 'mode_unknown',
        message: 'There is no mode "mine".',
        next: 'Known: default_codex.',
      },
    });
  });
});

describe('runs_trace', () => {
  it('shows stages, edges, work and artifacts', async () => {
    expect(await call('runs_trace')).toMatchInlineSnapshot(`
      {
        "completed_at": "2026-01-02T03:04:05Z",
        "mode": "default_offline",
        "next": "Call status to see what follows, or run_once to go on.",
        "notes": [],
        "plan_id": "plan-default_offline-0123456789ab",
        "run_id": "run-000001",
        "seconds": 7,
        "simulated": true,
        "stages": [
          {
            "artifacts": [
              "millrace://runs/run-000001/artifacts/planner_report.md",
            ],
            "edges": [
              "normal manager",
            ],
            "node": "planner",
            "result": "PLANNER_COMPLETE",
            "result_class": "success",
            "seconds": 3.5,
            "spawned": [],
          },
          {
            "artifacts": [
              "millrace://runs/run-000001/artifacts/manager_report.md",
            ],
            "edges": [
              "terminal end:manager_complete",
            ],
            "node": "manager",
            "result": "MANAGER_COMPLETE",
            "result_class": "success",
            "seconds": 3.5,
            "spawned": [
              "task task-one",
              "task task-two",
            ],
          },
        ],
        "stages_total": 2,
        "started_at": "2026-01-02T03:04:05Z",
        "status": "complete",
        "trace": "millrace://runs/run-000001/trace",
        "work": "spec subtract",
      }
    `);
  });

  it('stays small for a run of any length, and shows its end', async () => {
    const nodes = Array.from({ length: 500 }, (_, at) => traceNode(`stage-${at}`, 'DONE'));
    const long = { ...trace, nodes };
    const answer = await call('runs_trace', {}, { runtime: { trace: () => long } });
    expect(answer.stages_total).toBe(500);
    expect(JSON.stringify(answer.stages)).toContain('stage-499');
    expect(jsonBytes(answer)).toBeLessThanOrEqual(16_384);
    const full = await call('runs_trace', { format: 'full' }, { runtime: { trace: () => long } });
    expect(full).not.toHaveProperty('full');
    expect(full.next).toBe(
      'The whole trace is too large for an answer: read millrace-agents/runs/run-000001/run_trace.json.',
    );
  });

  it('gives the whole document when it is asked for', async () => {
    expect((await call('runs_trace', { format: 'full' })).full).toEqual(trace);
  });

  it('says what to do when there is no run', async () => {
    expect(await call('runs_trace', {}, { runtime: { runs: () => [] } })).toMatchObject({
      error: {
        code: 'run_not_found',
        next: 'Hand over work with enqueue_spec, then call run_once.',
      },
    });
    expect(await call('runs_trace', { run_id: 'run-9' })).toMatchObject({
      error: { code: 'run_not_found' },
    });
  });

  it('addresses what it shows in the workspace that was asked', async () => {
    const answer = await call('runs_trace', { workspace: '/other' });
    expect(answer.trace).toBe('millrace://runs/run-000001/trace?workspace=%2Fother');
  });
});

describe('run_once', () => {
  it('says which attempt of which work it applied', async () => {
    expect(await call('run_once')).toMatchObject({
      applied: {
        plane: 'planning',
        node: 'planner',
        about: { root: 'subtract', item: 'spec/subtract', title: 'Subtract', state: 'building' },
        run_id: 'run-000001',
        attempt_id: 'request-000001-1',
      },
    });
  });

  it('says which attempt it did not wait for any longer', async () => {
    const tick = async () => runningView;
    expect(await call('run_once', { wait_seconds: 0 }, { runtime: { tick } })).toMatchObject({
      did: 'running',
      stage: { node: 'builder', attempt_id: 'request-000003-1' },
    });
  });
});

describe('init', () => {
  it('says so when it has nothing to do', async () => {
    expect(await call('init')).toMatchObject({
      created: false,
      next: 'Nothing was changed: the workspace is initialized already. Call status.',
    });
  });

  describe('in a workspace of which nobody can tell whether stages could start', () => {
    const refused = {
      kind: 'refused',
      code: 'plan_invalid',
      what: 'The plan does not compile: no graph',
      fix: 'call compile_validate, fix every error it names',
    } as const;
    const damaged = () => {
      throw new MillraceError('config_invalid', { what: 'No TOML', next: 'mend line 3' });
    };
    const before = 'Nothing was changed: the workspace is initialized already. ';

    it.each([
      [
        'the plan does not compile',
        { runtime: { status: () => ({ ...statusView, outlook: refused }) } },
        'The plan does not compile: no graph. To fix it: call compile_validate, fix every error it names.',
      ],
      [
        'the check itself fails',
        { runtime: { requireRunners: damaged } },
        'No TOML. To fix it: mend line 3.',
      ],
      [
        'it cannot be opened',
        { backend: { openRuntime: async () => damaged() } },
        'No TOML. To fix it: mend line 3.',
      ],
      [
        'no mode is known',
        { backend: { init: async () => ({ ...initView, created: false, mode_id: null }) } },
        'The config names no mode that can be used. To fix it: call compile_validate, and set ' +
          'default_mode in the config to a mode that there is.',
      ],
    ])('does not call it usable, and says what is wrong: %s', async (_why, replaced, next) => {
      const answer = await call('init', {}, replaced);
      expect(answer).toMatchObject({ created: false, next: `${before}${next}` });
      expect(answer).not.toHaveProperty('usable');
    });
    it('calls it unusable where the refusal is of a program', async () => {
      const outlook = { ...refused, code: 'runner_not_available', what: 'No program' } as const;
      const status = () => ({ ...statusView, outlook });
      const answer = await call('init', {}, { runtime: { status } });
      expect(answer).toMatchObject({ usable: false, next: expect.stringContaining('No program.') });
    });
  });
});

describe('upgrade_preview', () => {
  it('offers apply where it would write, and not where only what you edited or deleted is left', async () => {
    const entry = { disposition: '', action: 'none', merge: null, diff: null };
    const left = {
      ...upgradeView,
      changed: [],
      entries: [
        { ...entry, path: 'entrypoints/deleted.md', state: 'deleted_local' },
        { ...entry, path: 'entrypoints/edited.md', state: 'both_changed', action: 'beside' },
        { ...entry, path: 'entrypoints/merged.md', state: 'both_changed', action: 'write' },
      ],
    };
    expect((await call('upgrade_preview')).next).toMatch(/Call upgrade_preview {"apply":true}/);
    const answer = await call('upgrade_preview', {}, { backend: { upgrade: async () => left } });
    expect(answer.next).toBe(
      'Nothing was changed, and the release would change nothing. 1 that both sides changed stay yours, ' +
        'and the text of the release lies beside each as .new: settle each by take, keep or merge. ' +
        '1 that you deleted stay away; take brings one back. Call status to go on.',
    );
  });
});

describe('clip', () => {
  it('counts the bytes that a text takes as JSON, and cuts between characters', () => {
    expect(clip(' a\n b ', 10)).toBe('a b');
    expect(clip('\u{1f600}\u{1f600}\u{1f600}', 11)).toBe('\u{1f600}\u{1f600}...');
    expect(clip('""""""', 9)).toBe('"""...');
    for (const limit of [3, 4, 7, 20]) {
      expect(jsonBytes(clip('"\u20ac\u{1f600}a'.repeat(50), limit))).toBeLessThanOrEqual(limit + 2);
    }
  });
});

describe('the report of a spec', () => {
  const text = '\u0001'.repeat(4000);
  const many = <T>(one: T) => ({ total: 10_000, rows: Array.from({ length: 40 }, () => one) });
  const kinds = ['assumption', 'deviation', 'remark', 'note'] as const;
  const claims = kinds.flatMap((kind) => many({ id: 'L1', kind, text, node: text }).rows);
  const actor = text;
  const decision = { id: 'D1', kind: 'note', text, actor, is_person: true, item: null, at: '' };
  const asked = { id: 'Q1', text, actor, state: 'answered', answer: text } as const;

  it('stays one page whatever was said and asked, and counts what is not on it', async () => {
    if (rootPage.kind !== 'root') throw new Error('no report');
    const [row] = rootPage.done.rows;
    const [promise] = rootPage.promises;
    if (row === undefined || promise === undefined) throw new Error('an empty report');
    const long = { ...row, key: 'k'.repeat(220), about: { ...row.about, title: text } };
    const view = {
      ...rootPage,
      lineage: { ...rootPage.lineage, root: 'r'.repeat(200), title: text },
      promises: many({ ...promise, text, evidence: text }).rows,
      done: many(long),
      not_done: many(long),
      said: {
        decisions: many(decision),
        questions: many({ ...asked, answered_by: actor }),
        claims: { total: 10_000, rows: claims },
      },
    };
    const answer = await call(
      'inspect',
      { view: 'show', key: 'subtract' },
      { runtime: { show: () => view } },
    );
    expect(jsonBytes(answer)).toBeLessThanOrEqual(6144);
    expect(answer).toMatchObject({
      asked_total: 40,
      done_total: 10_000,
      not_done_total: 10_000,
      claims_total: 10_000,
      questions_total: 10_000,
      decisions_total: 10_000,
    });
  });
});
