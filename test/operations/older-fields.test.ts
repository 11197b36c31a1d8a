import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../src/cli/monitor-lines.ts';
import { OLDER_EVENTS, OLDER_FINDINGS, OLDER_MONITOR } from '../../src/reference/older-events.ts';
import { OLDER_SURFACES, type OlderField } from '../../src/reference/older-fields.ts';
import { FINDINGS } from '../../src/runtime/api/findings.ts';
import type { ShowView } from '../../src/runtime/api/index.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim } from '../../src/sim/sim-workspace.ts';
import { EVENTS } from '../cli/support/loop-events.ts';
import { run } from '../cli/support/run.ts';
import { learningMachine, REQUEST } from '../engine/skills/support/scene.ts';
import type { Replaced } from '../support/backend/fake.ts';
import { campaign, player } from '../support/campaign.ts';

const usage = {
  input_tokens: 5,
  cached_input_tokens: 1,
  output_tokens: 2,
  thinking_tokens: 1,
  total_tokens: 9,
};

/** What a terminal prints as JSON. */
async function answer(line: string, replaced: Replaced): Promise<unknown> {
  const { code, out, err } = await run(`${line} --json`, replaced);
  expect([line, code, err]).toEqual([line, 0, '']);
  return JSON.parse(out);
}

/** A run as a harness leaves it that tells its model and what it used, and that failed. */
function told(view: ShowView): ShowView {
  if (view.kind !== 'run') return view;
  const { trace } = view;
  const nodes = trace.nodes.map((node) => ({
    ...node,
    failure_class: 'contract_violation',
    model_name: 'heron',
    thinking_level: 'low',
    token_usage: usage,
    artifacts: [...node.artifacts, { path: 'r.md', kind: 'report', size_bytes: 1, sha256: null }],
  }));
  return { ...view, trace: { ...trace, closure_target_root_spec_id: 'one', nodes } };
}

/** Answers to each older command, at each point of a campaign, and while something is learned. */
async function answers(): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  const keep = async (name: string, line: string, replaced: Replaced) => {
    found.set(name, [...(found.get(name) ?? []), await answer(line, replaced)]);
  };
  const { boundaries } = await campaign();
  for (const { image, world } of boundaries.slice(1)) {
    const open = () => openSim(new SimDisk(image), world.clone(), player).runtime;
    const real: Replaced = { backend: { openRuntime: async () => open() } };
    await keep('queue ls', 'list --of tasks', real);
    await keep('runs ls', 'list --of runs', real);
    const runtime = open();
    const [newest] = runtime.runs(1);
    const [task] = runtime.list({ ...ALL, of: 'items', limit: 1 }).rows;
    if (task !== undefined) await keep('queue show', `show ${task.key}`, real);
    if (newest === undefined || newest.stages === 0) continue;
    const view = told(runtime.show(newest.run_id));
    await keep('runs show', `show ${newest.run_id}`, { runtime: { show: () => view } });
    await keep('runs trace', `runs trace ${newest.run_id} --format full`, real);
    await keep('runs tail', `logs ${newest.run_id}`, real);
  }
  const { runtime } = learningMachine(() => null).open();
  await runtime.admit({ family: 'learning_request', text: REQUEST, channel: 'test' });
  const queued = runtime.list({ ...ALL, of: 'items', limit: 9 });
  await runtime.tick({ wait_ms: 0 });
  const active = runtime.list({ ...ALL, of: 'items', limit: 9 });
  await keep('queue ls', 'list --of tasks', { runtime: { list: () => queued } });
  await keep('queue ls', 'list --of tasks', { runtime: { list: () => active } });
  return found;
}

const ALL = { state: null, root: null, after: null } as const;

/** Whether an answer has something at a path, `[]` for any row. */
function has(value: unknown, path: readonly string[]): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  const name = first.replace('[]', '');
  const inner: unknown = Object.entries(value).find(([key]) => key === name)?.[1];
  if (!first.endsWith('[]')) return has(inner, rest);
  return Array.isArray(inner) && inner.some((one) => has(one, rest));
}

describe('what release 0.18.0 tells', () => {
  it('of queue, runs and traces stands in the answers here', async () => {
    const found = await answers();
    const missing = OLDER_SURFACES.flatMap(({ name, fields }) =>
      fields.flatMap(([field, here]) => {
        const all = found.get(name) ?? [];
        const isThere = here === null || all.some((one) => has(one, here.split('.')));
        return isThere ? [] : [`${name}: ${field}, ${here}`];
      }),
    );
    expect(missing).toEqual([]);
  });

  it('on its monitor begins a line here', () => {
    const lines = EVENTS.flatMap(linesOf);
    expect(
      missingFrom(OLDER_MONITOR, (here) => lines.some((line) => line.startsWith(here))),
    ).toEqual([]);
  });

  it('in its event log is an event here', () => {
    const texts = sources('../../src/runtime');
    expect(missingFrom(OLDER_EVENTS, (here) => texts.includes(`'${here}'`))).toEqual([]);
  });

  it('as doctor is a finding here', () => {
    expect(missingFrom(OLDER_FINDINGS, (here) => here in FINDINGS)).toEqual([]);
  });

  it('and is told otherwise here has its reason', () => {
    const all = [...OLDER_SURFACES.flatMap(({ fields }) => fields), ...OLDER_MONITOR];
    for (const [name, here, why] of [...all, ...OLDER_EVENTS, ...OLDER_FINDINGS]) {
      expect([name, here === null ? (why?.length ?? 0) > 20 : why === undefined]).toEqual([
        name,
        true,
      ]);
    }
  });
});

function missingFrom(fields: readonly OlderField[], isHere: (here: string) => boolean): string[] {
  return fields.flatMap(([name, here]) => (here === null || isHere(here) ? [] : [name]));
}

function sources(folder: string): string {
  const root = join(import.meta.dirname, folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => file.endsWith('.ts'));
  return code.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}
