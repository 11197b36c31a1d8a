import type { Change, ItemState } from '../../../src/runtime/kernel/changes/changes.ts';
import type { Item, Run } from '../../../src/runtime/kernel/state/state.ts';
import {
  admit,
  claim,
  dispatch,
  move,
  openTarget,
  result,
  revise,
  route,
  runChange,
} from './changes.ts';
import { recorded, time, type World } from './fixture.ts';

/** One thing that may happen, chosen by two numbers; null when there is nothing to do it to. */
type Act = (world: World, pick: number) => Change[] | null;

const FAMILIES = ['kite', 'shard', 'echo'] as const;
const NODES: Readonly<Record<string, readonly [string, string]>> = {
  tide: ['wade', 'mop'],
  ember: ['glow', 'glow'],
};

const add: Act = (world, pick) => {
  const family = FAMILIES[pick % FAMILIES.length] ?? 'kite';
  const id = `i${world.state.items.size}`;
  const roots = [...world.state.targets.keys()];
  const root = family === 'echo' ? null : (roots[pick % (roots.length + 1)] ?? null);
  return [admit(family, id, { root, document: recorded(`# ${id} ${pick}\n`) })];
};

const start: Act = (world, pick) => {
  const item = choose(inState(world, 'queue'), pick);
  const plane = item === undefined ? '' : world.index.family(item.family).plane;
  if (item === undefined || activeIn(world, plane) !== undefined) return null;
  return claim(runId(world), plane, item.key, NODES[plane]?.[0] ?? '', item.root ?? undefined);
};

const goOn: Act = (world, pick) => {
  const run = choose([...world.state.runs.values()], pick);
  if (run?.request == null) return null;
  const node = NODES[run.plane]?.[pick % 2] ?? run.node;
  const owner = run.kind === 'item' ? run.key : `closure/${run.root}`;
  const count: Change[] = node === 'mop' ? [{ k: 'count@1', key: owner, policy: 'mop.limit' }] : [];
  return [
    resultOf(run, pick),
    ...count,
    route(run.id, run.request.id, 'run_stage', { node }),
    ...dispatch(run.id, node, requestId(world)),
  ];
};

const finish: Act = (world, pick) => {
  const run = choose([...world.state.runs.values()], pick);
  if (run?.request == null) return null;
  const ended = resultOf(run, pick);
  if (run.kind === 'closure')
    return [ended, verdict(run, pick), route(run.id, run.request.id, 'idle')];
  const blocked = pick % 3 === 0;
  const action = blocked ? 'blocked' : 'idle';
  const to = blocked ? 'blocked' : 'done';
  return [ended, move(run.key, to), route(run.id, run.request.id, action)];
};

const giveUp: Act = (world, pick) => {
  const run = choose([...world.state.runs.values()], pick);
  if (run?.kind !== 'item') return null;
  return [move(run.key, 'blocked'), route(run.id, null, 'blocked', { reason: 'limit:x' })];
};

const improve: Act = (world, pick) => {
  const item = choose([...inState(world, 'queue'), ...inState(world, 'active')], pick);
  return item === undefined ? null : [revise(item.key, `# ${item.id} again ${pick}\n`)];
};

const requeue: Act = (world, pick) => {
  const item = choose(inState(world, 'blocked'), pick);
  return item === undefined ? null : [move(item.key, pick % 2 === 0 ? 'queue' : 'superseded')];
};

const open: Act = (world, pick) => {
  const item = choose([...world.state.items.values()], pick);
  if (item?.family !== 'shard' || world.state.targets.has(item.id)) return null;
  return [openTarget(item.id, `idea-${item.id}`, item.key)];
};

const judge: Act = (world, pick) => {
  const root = choose([...world.state.open_targets], pick);
  if (root === undefined || activeIn(world, 'ember') !== undefined) return null;
  const run = runId(world);
  return [
    runChange(run, 'ember', { key: null, root }, 'glow'),
    ...dispatch(run, 'glow', `${run}-q1`),
  ];
};

const pause: Act = (_, pick) =>
  pick % 2 === 0
    ? [{ k: 'pause@1', source: 'operator', reason: 'rest', until: null }]
    : [{ k: 'resume@1', source: 'operator' }];

const adopt: Act = () => [{ k: 'plan@1', plan_id: 'plan-x', sha256: 'ab' }];

export const ACTS: readonly Act[] = [
  add,
  add,
  start,
  goOn,
  finish,
  giveUp,
  improve,
  requeue,
  open,
  judge,
  pause,
  adopt,
];

function resultOf(run: Run, pick: number): Change {
  const artifacts = [
    {
      artifact_id: 'log',
      file: 'log.md',
      document: recorded(`log ${pick}\n`),
      published: pick % 2 === 0 ? `logbook/${pick % 4}.md` : null,
    },
  ];
  return result(run.request?.id ?? '', pick % 2 === 0 ? 'WET' : 'DRY', { artifacts });
}

function verdict(run: Run, pick: number): Change {
  return {
    k: 'target-verdict@1',
    root: run.root ?? '',
    run: run.id,
    action: pick % 2 === 0 ? 'closed' : 'blocked',
    failure_class: null,
    at: time(100 + pick),
    verdict_path: null,
    report_path: `reports/${run.id}.md`,
  };
}

function choose<T>(from: readonly T[], pick: number): T | undefined {
  return from[pick % Math.max(1, from.length)];
}

function inState(world: World, state: ItemState): Item[] {
  return [...world.state.items.values()].filter((item) => item.state === state);
}

function activeIn(world: World, plane: string): Run | undefined {
  return [...world.state.runs.values()].find((run) => run.plane === plane);
}

function runId(world: World): string {
  return `run-${world.state.runs_started + 1}`;
}

function requestId(world: World): string {
  return `request-${world.state.requests_started + 1}`;
}
