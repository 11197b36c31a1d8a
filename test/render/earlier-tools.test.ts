import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { play } from '../../src/prove/sim/golden.ts';
import { operatedStory } from '../../src/prove/sim/scripts.ts';
import { SimDisk, type SimImage } from '../../src/sim/sim-disk.ts';
import { ROOT } from '../../src/sim/sim-workspace.ts';
import { campaign } from '../support/campaign.ts';
import { earlierDoctor } from '../support/earlier/tools/doctor.ts';
import { REQUIRED_FILES, REQUIRED_FOLDERS } from '../support/earlier/tools/places.ts';
import { compiledPlan } from '../support/earlier/tools/plan.ts';
import { runTrace, stageResult } from '../support/earlier/tools/runs.ts';
import {
  closureTarget,
  recoveryCounters,
  runtimeEvent,
  runtimeSnapshot,
  statusMarkerFile,
} from '../support/earlier/tools/state.ts';
import { freshDisk } from '../support/shipped-disk.ts';

const RUNTIME = `${ROOT}/millrace-agents/`;

const json = (text: string): unknown => JSON.parse(text);
const lines = (text: string) => text.trim().split('\n').map(json);

interface Kind {
  readonly files: RegExp;
  readonly schema: z.ZodType;
  /** What of a file is held against the schema. */
  readonly values: (text: string) => readonly unknown[];
}

const KINDS: Readonly<Record<string, Kind>> = {
  plan: { files: /^state\/compiled_plan\.json$/, schema: compiledPlan, values: (t) => [json(t)] },
  snapshot: {
    files: /^state\/runtime_snapshot\.json$/,
    schema: runtimeSnapshot,
    values: (t) => [json(t)],
  },
  counters: {
    files: /^state\/recovery_counters\.json$/,
    schema: recoveryCounters,
    values: (t) => [json(t)],
  },
  marker: { files: /^state\/\w+_status\.md$/, schema: statusMarkerFile, values: (t) => [t] },
  events: { files: /^logs\/runtime_events\.jsonl$/, schema: runtimeEvent, values: lines },
  result: {
    files: /^runs\/[^/]+\/stage_results\/.*\.json$/,
    schema: stageResult,
    values: (t) => [json(t)],
  },
  trace: { files: /^runs\/[^/]+\/run_trace\.json$/, schema: runTrace, values: (t) => [json(t)] },
  target: {
    files: /^arbiter\/targets\/.*\.json$/,
    schema: closureTarget,
    values: (t) => [json(t)],
  },
};

/** Problems of each kind of file, and how many values of it were held against its schema. */
function looked(images: readonly SimImage[]) {
  const counts = new Map(Object.keys(KINDS).map((kind) => [kind, 0]));
  const problems = new Set<string>();
  for (const image of images) {
    for (const [path, text] of Object.entries(new SimDisk(image).dump(ROOT))) {
      const name = path.slice(RUNTIME.length);
      for (const [kind, { files, schema, values }] of Object.entries(KINDS)) {
        if (text === null || text === '' || !files.test(name)) continue;
        for (const value of values(text)) {
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
          const { error } = schema.safeParse(value);
          for (const issue of error?.issues ?? []) {
            const place = issue.path.join('.').replace(/\d+/g, 'n');
            problems.add(`${kind} ${place}: ${issue.message}`);
          }
        }
      }
    }
  }
  return { counts, problems: [...problems] };
}

describe('what is rendered opens in the tools of release 0.18.0', () => {
  it('at every moment of a campaign with all planes', async () => {
    const { boundaries } = await campaign();
    const { counts, problems } = looked(boundaries.map(({ image }) => image));
    expect(problems).toEqual([]);
    for (const [kind, count] of counts) expect(count, kind).toBeGreaterThan(0);
  });

  it('at every moment of one in which an operator intervenes', async () => {
    const { boundaries } = await play(operatedStory, freshDisk('default_offline'));
    expect(looked(boundaries.map(({ image }) => image)).problems).toEqual([]);
  });

  it('with every folder and file that its doctor asks for', async () => {
    const image = (await campaign()).boundaries.at(-1)?.image;
    const disk = new SimDisk(image);
    const gone = (paths: readonly string[], kind: string) =>
      paths.filter((path) => disk.stat(`${RUNTIME}${path}`)?.kind !== kind);
    expect(gone(REQUIRED_FOLDERS, 'dir')).toEqual([]);
    expect(gone(REQUIRED_FILES, 'file')).toEqual([]);
  });

  it('of which its doctor says that nobody owns a run between two calls, and nothing else', async () => {
    const said = new Set<string>();
    for (const { image } of (await campaign()).boundaries.slice(1))
      for (const one of earlierDoctor(new SimDisk(image))) said.add(one);
    expect([...said]).toEqual(['stale_active_ownership']);
  });

  it('with paths that lead to what a stage printed, from anywhere', async () => {
    const image = (await campaign()).boundaries.at(-1)?.image;
    const disk = new SimDisk(image);
    const results = Object.entries(disk.dump(ROOT)).flatMap(([path, text]) =>
      text !== null && /\/stage_results\//.test(path) ? [stageResult.parse(json(text))] : [],
    );
    const named = results.flatMap((one) => [
      one.stdout_path,
      one.stderr_path,
      one.report_artifact,
      ...one.artifact_paths,
    ]);
    const paths = named.filter((path) => path !== null);
    expect(paths.length).toBeGreaterThan(results.length);
    expect(paths.filter((path) => disk.stat(path) === null)).toEqual([]);
  });

  it('with a graph of each plane in which every edge leads somewhere that is drawn', async () => {
    const image = (await campaign()).boundaries.at(-1)?.image;
    const text = new TextDecoder().decode(
      new SimDisk(image).read(`${RUNTIME}state/compiled_plan.json`) ?? new Uint8Array(),
    );
    const plan = compiledPlan.parse(json(text));
    const drawn = Object.values(plan.graphs_by_plane).map((graph) => {
      const ends = new Set([
        ...graph.nodes.map(({ node_id }) => node_id),
        ...graph.terminal_states.map(({ terminal_state_id }) => terminal_state_id),
      ]);
      const edges = graph.compiled_transitions;
      const lost = edges.filter(
        (edge) => !ends.has(edge.target_node_id ?? edge.terminal_state_id ?? ''),
      );
      return [graph.plane, graph.nodes.length, edges.length, lost.length];
    });
    expect(drawn).toMatchInlineSnapshot(`
      [
        [
          "execution",
          7,
          17,
          0,
        ],
        [
          "planning",
          5,
          10,
          0,
        ],
      ]
    `);
  });
});
