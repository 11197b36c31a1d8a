import { describe, expect } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { refusedByBoth } from './support/both.ts';
import { it } from './support/test.ts';

const CONFIG = 'millrace-agents/millrace.toml';
const GRAPH = 'millrace-agents/graphs/execution/execution.standard.json';

/** Edits of the sources, and the diagnostic that names each. */
const mistakes: readonly (readonly [string, (workspace: Workspace) => void, string, string])[] = [
  ['malformed TOML', (w) => w.write(CONFIG, '[runtime\n'), 'toml_invalid', 'millrace.toml'],
  ['an unknown key', (w) => w.write(CONFIG, '[runtime]\nspeed = 9\n'), 'key_unknown', 'speed'],
  ['an unknown section', (w) => w.write(CONFIG, '[engine]\nx = 1\n'), 'key_unknown', 'engine'],
  [
    'an unknown mode',
    (w) => w.write(CONFIG, '[runtime]\ndefault_mode = "warp"\n'),
    'name_unknown',
    'warp',
  ],
  [
    'a graph with an edge to nowhere',
    (w) => w.write(GRAPH, w.read(GRAPH).replace('"to_node_id": "checker"', '"to_node_id": "gone"')),
    'name_unknown',
    'gone',
  ],
  [
    'a graph that is no JSON',
    (w) => w.write(GRAPH, '{"loop_id": '),
    'json_invalid',
    'execution.standard.json',
  ],
  [
    'a missing prompt',
    (w) => w.remove('millrace-agents/entrypoints/execution/builder.md'),
    'prompt_missing',
    'builder.md',
  ],
];

describe.concurrent('sources with a mistake are named, and nothing runs on them', () => {
  it.for(mistakes)('%s', async ([, spoil, code, named], { offline }) => {
    const client = await offline.client();
    spoil(offline);
    const report = await client.call('compile_validate');
    const inTerminal = await offline.run('compile', 'validate', '--json');
    expect({ ...JSON.parse(inTerminal.out), next: '' }).toEqual({ ...report, next: '' });
    expect(inTerminal.code).toBe(4);
    expect(report).toMatchObject({ valid: false, adopted: false });
    expect(JSON.stringify(report.diagnostics)).toContain(code);
    expect(JSON.stringify(report.diagnostics)).toContain(named);
    for (const [name, args] of [
      ['enqueue_spec', { document: SPEC }],
      ['run_once', {}],
    ] as const) {
      const error = await refusedByBoth(offline, client, name, args);
      expect([name, error.code]).toEqual([name, 'plan_invalid']);
      expect(error.message).toContain(named);
      expect(error.next).toContain('compile_validate');
    }
    expect(await client.call('status')).toMatchObject({ condition: 'refused' });
    expect([client.stray, client.stderr]).toEqual([[], '']);
  });
});

it('a plan that drifts in mid-run waits for the run, unless it is told not to', async ({
  offline,
}) => {
  const client = await offline.client();
  await client.call('enqueue_spec', { document: SPEC });
  await client.call('run_once');
  offline.configure('[limits]\nattempts_per_item = 30\n');
  expect(await client.call('compile_validate', { mode: 'warp' })).toMatchObject({
    error: { code: 'mode_unknown' },
  });
  const reload = await client.call('upkeep', { action: 'config_reload' });
  expect(reload).toMatchObject({
    applied: true,
    detail: expect.stringMatching(/^the config is read; its new plan waits until run-/),
    keys: [expect.stringMatching(/^limits\.attempts_per_item \(recompile\): waits until run-/)],
  });
  expect(await client.call('run_once')).toMatchObject({
    did: 'applied',
    applied: { node: 'manager' },
  });
  const inTerminal = await offline.run('config', 'reload', '--json');
  expect(JSON.parse(inTerminal.out)).toMatchObject({ applied: true });
  expect(await client.call('status')).toMatchObject({ currentness: 'current' });
});
