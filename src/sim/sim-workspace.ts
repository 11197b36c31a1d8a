import {
  type ConfigBytes,
  candidateOf,
  compile,
  configSource,
  configuredRunners,
  currentness,
  DEFAULT_CONFIG,
  loopSettings,
  PriceBook,
  Release,
  readConfig,
  readRuntime,
  readStorage,
  readUsageGovernance,
  readVocabulary,
  readWatchers,
  runnerItems,
  successorMode,
  trustItems,
} from '../compiler/index.ts';
import type { EnginePorts } from '../runtime/engine/ports/engine-ports.ts';
import { WorkspaceRuntime } from '../runtime/engine/runtime.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { NodeGzip } from '../runtime/host/gzip.ts';
import { NodeHash } from '../runtime/host/hash.ts';
import { workspacePath } from '../runtime/plan/index.ts';
import type { Disk, Lock, Machine, Programs, Sinks, Trust } from '../runtime/ports/index.ts';
import { initWorkspace, withOwnDisk } from '../runtime/workspace/index.ts';
import { type Player, SimAttempts, type World } from './sim-attempts.ts';
import { SimClock } from './sim-clock.ts';
import { SimDisk } from './sim-disk.ts';
import { SimIds } from './sim-ids.ts';
import { SimNotes } from './sim-notes.ts';
import { silentWake } from './sim-wake.ts';

export const ROOT = '/work';
/** Where the user of a simulated machine keeps what lies outside of workspaces, if anywhere. */
export const STATE_HOME = '/home/.local/state/millrace';
export const CONFIG_HOME = '/home/.config';
const ASSETS = '/package/assets';
const hash = new NodeHash();

/** Where real assets lie. */
export interface AssetSource {
  readonly disk: Disk;
  readonly assets: string;
}

/** A disk with an initialized workspace of these assets. Later `files` replace or add to them. */
export function freshDisk(
  source: AssetSource,
  mode: string,
  files: Readonly<Record<string, string>> = {},
): SimDisk {
  const disk = new SimDisk();
  plantFolder(disk, source.disk, source.assets, ASSETS);
  disk.mkdir(ROOT);
  const input = {
    disk,
    shared: disk,
    hash,
    ids: new SimIds(1),
    root: ROOT,
    assets: ASSETS,
    version: '0.0.0',
  };
  initWorkspace({ ...input, mode });
  for (const [name, text] of Object.entries(files)) {
    disk.plant(`${ROOT}/${workspacePath(name)}`, text);
  }
  return disk;
}

function plantFolder(disk: SimDisk, source: Disk, from: string, to: string): void {
  for (const { name, kind } of source.list(from) ?? []) {
    const path = `${from}/${name}`;
    if (kind === 'dir') plantFolder(disk, source, path, `${to}/${name}`);
    else disk.plant(`${to}/${name}`, source.read(path) ?? new Uint8Array());
  }
}

/**
 * One process: opens the workspace on the disk, with its own clock. The lock dies with the
 * process.
 */
export function openSim(disk: SimDisk, world: World, player: Player, now_ms?: number) {
  const { ports, clock } = simPorts(disk, world, player, now_ms);
  return {
    runtime: new WorkspaceRuntime(withOwnDisk(ports, ROOT), { root: ROOT, actor: 'test' }),
    clock,
    ports,
  };
}

/** What such a process reaches, before it has opened anything. */
export function simPorts(
  disk: SimDisk,
  world: World,
  player: Player,
  now_ms?: number,
  root = ROOT,
) {
  const prices = new PriceBook({ disk, root, assets: ASSETS, config_home: CONFIG_HOME });
  const clock = new SimClock({ auto: true, ...(now_ms === undefined ? {} : { now_ms }) });
  const ports: EnginePorts = {
    disk,
    clock,
    ids: new SimIds(7),
    hash,
    assets: ASSETS,
    boot: 'sim-boot',
    wake: silentWake,
    sinks: noSinks,
    state_home: null,
    trust: everythingTrusted,
    identity: {
      pid: 1,
      start: '1',
      machine: 'sim',
      pid_namespace: 'sim',
      host: 'sim',
      version: '0.0.0',
    },
    startOf: (pid) => (pid === 1 ? '1' : null),
    lock: freeLock,
    tree: { standing: async () => world.standing },
    notes: new SimNotes(world),
    attempts: (folder) => new SimAttempts(disk, folder, world, player),
    plans: planSource(disk, clock, root),
    vocabulary: () => readVocabulary({ disk, root, assets: ASSETS }),
    config: configSource({ disk, root }),
    workDir: (config) => workDirOf(root, known(readRuntime({ disk, root, config })).work_dir),
    storage: (config) => known(readStorage({ disk, root, config })),
    usageGovernance: (config) => known(readUsageGovernance({ disk, root, config })),
    loopSettings: (config) => loopSettings({ disk, root, config }),
    budget: () => null,
    prices: (config) => prices.read(config),
    watchers: () => readWatchers({ disk, root }),
    machine: simMachine,
    programs: silentPrograms,
    gzip: new NodeGzip(),
    env: { PATH: '/bin' },
    self: { node: '/bin/node', millrace: '/package/millrace' },
  };
  return { ports, clock };
}

/** No folder is looked at: a simulated stage edits none. */
function workDirOf(root: string, work_dir: string): string {
  return work_dir === '.' ? root : `${root}/${work_dir}`;
}

function known<T>(section: T | null): T {
  if (section !== null) return section;
  throw new MillraceError('config_invalid', { what: 'no config', next: 'mend it' });
}

/** A machine that has every program and does not tell how full its disk is. */
const simMachine: Machine = { space: () => null, isProgram: () => true };

/** Programs that end without a word. */
const silentPrograms: Programs = { ask: async () => ({ code: 0, text: '' }) };

/** A user who wants to hear of nothing. */
const noSinks: Sinks = {
  list: () => ({ sinks: [], problem: null, gone_after_ms: 0 }),
  log: () => undefined,
};

/** A user who has agreed to all that is there. */
const everythingTrusted: Trust = {
  judge: () => ({ trusted: true, by: 'init', first: false }),
  keep: () => undefined,
  decides: () => false,
  promotes: () => false,
};

const freeLock: Lock = {
  tryTake: () => ({ describe: () => {}, isInPlace: () => true, release: () => {} }),
};

function planSource(disk: SimDisk, clock: SimClock, root: string): EnginePorts['plans'] {
  const input = { disk, hash, root };
  const release = new Release(disk, hash, ASSETS, () => configuredRunners(DEFAULT_CONFIG));
  const candidate = (mode?: string, config?: ConfigBytes) => {
    const now = new Date(clock.now()).toISOString();
    return candidateOf(compile({ ...input, now, mode, config }));
  };
  return {
    candidate,
    successor: (adopted, config) => {
      return candidate(successorMode({ ...input, config }, adopted), config);
    },
    currentness: (adopted, config) => currentness({ ...input, config }, adopted),
    runners: () => configuredRunners(readConfig(input).config ?? DEFAULT_CONFIG),
    trustItems: (plan) => trustItems(hash, release, plan),
    runnerItems: (name, config) => runnerItems(hash, release, { name, config, nodes: [] }),
  };
}
