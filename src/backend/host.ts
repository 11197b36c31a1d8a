import { join, resolve } from 'node:path';
import {
  type CompileResult,
  type ConfigBytes,
  candidateOf,
  compile,
  configSource,
  configuredRunners,
  currentness,
  DEFAULT_CONFIG,
  JudgedFiles,
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
import { packageRoot, version } from '../package.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { accessLike } from '../runtime/host/access-like.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { PRIVATE, SHARED } from '../runtime/host/disk-flags.ts';
import { NodeDownloads } from '../runtime/host/downloads.ts';
import { NodeGzip } from '../runtime/host/gzip.ts';
import { NodeHash } from '../runtime/host/hash.ts';
import { homeFolder } from '../runtime/host/home.ts';
import { NodeHttp } from '../runtime/host/http.ts';
import { NodeIds } from '../runtime/host/ids.ts';
import { NodeMachine } from '../runtime/host/machine.ts';
import { WorkTreeNotes } from '../runtime/host/notes/index.ts';
import { isOwn } from '../runtime/host/own-file.ts';
import { NodePrograms } from '../runtime/host/programs.ts';
import { hostName, systemOf } from '../runtime/host/system.ts';
import { WorkTree } from '../runtime/host/tree.ts';
import { FileWake } from '../runtime/host/wake.ts';
import {
  type EnginePorts,
  ensureJournal,
  type InitChoice,
  type LoopInput,
  lookAtRunners,
  openRuntime,
  ownWorkspace,
  PLACES,
  type PlanSource,
  type Runtime,
  type RuntimeOptions,
  settleLoss,
} from '../runtime/index.ts';
import { KeeperAttempts } from '../runtime/keeper/attempts.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { UserBudget } from '../user/budget.ts';
import { configFolder } from '../user/notify-place.ts';
import { cacheFolder } from '../user/private-copy.ts';
import { FileSinks } from '../user/sinks.ts';
import { stateFolder } from '../user/state-folder.ts';
import { UserTrust } from '../user/trust/user-trust.ts';
import { writeAnyFile } from './files.ts';
import { LogFile } from './log-file.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const BARE = ['PATH', 'HOME', 'LD_LIBRARY_PATH'] as const;
const NOTIFICATION_LOG = `${RUNTIME_FOLDER}/${PLACES.logs}/notifications.log`;
const ENTRY = join(packageRoot, 'dist', 'bin.js');
const ASSETS = join(packageRoot, 'assets');

export const environment: Environment = process.env;

/** What Millrace uses of this machine. */
export const host = {
  disk: new NodeDisk(),
  clock: new NodeClock(),
  ids: new NodeIds(),
  hash: new NodeHash(),
  ...systemOf(process.platform),
  wake: new FileWake(),
  tree: new WorkTree(),
  notes: new WorkTreeNotes(),
  machine: new NodeMachine(),
  programs: new NodePrograms(),
  gzip: new NodeGzip(),
  downloads: new NodeDownloads(),
};

/** What this release brings, as a workspace may have it. */
const release = new Release(host.disk, host.hash, ASSETS, () => configuredRunners(DEFAULT_CONFIG));

/** The disk for what people commit; what else is made is for their own eyes. */
export const shared = new NodeDisk(SHARED);

/** The disk for a file of somebody else: it keeps its rights. */
export function diskFor(path: string, isShared: boolean): Disk {
  return new NodeDisk(accessLike(path, isShared ? SHARED : PRIVATE));
}

export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return host.clock.sleep(ms, signal);
}

export function saveText(path: string, text: string): void {
  writeAnyFile(host.disk, path, text);
}

export { editText } from '../runtime/host/editor.ts';

export function now(): string {
  return new Date(host.clock.now()).toISOString();
}

export function compileSources(
  root: string,
  mode: string | undefined,
  config?: ConfigBytes,
): CompileResult {
  return compile({ disk: host.disk, hash: host.hash, root, now: now(), mode, config });
}

export function openWorkspace(options: RuntimeOptions): Runtime {
  return openRuntime(enginePorts(options.root), options);
}

/** Owns the workspace until it is told to stop. */
export function runLoop(options: RuntimeOptions, input: LoopInput): Promise<void> {
  return ownWorkspace(enginePorts(options.root), options, input);
}

/** Where no workspace is yet, programs are looked for as from the root of the disk. */
export function lookAtHarnesses(runners: Parameters<typeof lookAtRunners>[1]) {
  const self = { node: process.execPath, millrace: ENTRY };
  const from = { work_dir: '/', mayAsk: () => true };
  return lookAtRunners({ ...host, env: process.env, self }, runners, from);
}

/** The last step of init. */
export function ensureWorkspaceJournal(root: string): Promise<string[]> {
  return ensureJournal(enginePorts(root), root);
}

/** The first step of init. */
export function settleDeletedState(root: string, choice: InitChoice | null): Promise<string[]> {
  return settleLoss(enginePorts(root), root, choice);
}

export function enginePorts(root: string): EnginePorts {
  const keeper = {
    argv: [process.execPath, ENTRY, 'keeper'],
    bare: bareEnvironment(process.env),
    env: ownEnvironment(),
    release: version,
  };
  const config_home = configFolder(process.env, homeFolder());
  const budget = new UserBudget(host.disk, config_home);
  const prices = new PriceBook({ disk: host.disk, root, assets: ASSETS, config_home });
  return {
    ...host,
    attempts: (folder, id) => new KeeperAttempts(host, folder, id, keeper),
    plans: planSource(root),
    vocabulary: () => readVocabulary({ disk: host.disk, root, assets: ASSETS }),
    assets: ASSETS,
    boot: host.processes.self().boot,
    sinks: sinksOf(root),
    state_home: stateHome(),
    trust: userTrust(),
    identity: identityOf(),
    startOf: (pid) => host.processes.startOf(pid),
    config: configSource({ disk: host.disk, root }),
    workDir: (config) => workDirOf(root, config),
    storage: (config) => {
      return sectionOf(readStorage({ disk: host.disk, root, config }), 'what storage may let go');
    },
    usageGovernance: (config) => {
      return sectionOf(readUsageGovernance({ disk: host.disk, root, config }), 'what may be used');
    },
    budget: () => budget.read(),
    prices: (config) => prices.read(config),
    loopSettings: (config) => loopSettings({ disk: host.disk, root, config }),
    watchers: () => readWatchers({ disk: host.disk, root }),
    env: process.env,
    self: { node: process.execPath, millrace: ENTRY },
  };
}

/** What lies outside of workspaces for good. */
export function stateHome(): string {
  return stateFolder(process.env, homeFolder());
}

/** What decides where things of this user lie. */
export function machine() {
  const { XDG_CONFIG_HOME } = process.env;
  return {
    home: homeFolder(),
    uid: host.processes.self().uid,
    platform: process.platform,
    config_home: XDG_CONFIG_HOME?.startsWith('/') ? XDG_CONFIG_HOME : null,
    cache: cacheFolder(process.env, homeFolder()),
  };
}

/** How this process was started. */
export function ownProcess() {
  const { PATH: search_path = '' } = process.env;
  return { env: process.env, search_path, node: process.execPath };
}

/** Where this user wants to hear of a workspace. */
export function sinksOf(root: string): FileSinks {
  const { platform, home, cache } = machine();
  const config_home = configFolder(process.env, home);
  const ports = { ...host, http: new NodeHttp(), env: process.env, platform, root, scratch: cache };
  const path = join(root, NOTIFICATION_LOG);
  const log = (line: string) => {
    const file = new LogFile(host.disk, path);
    file.line(line);
    file.close();
  };
  return new FileSinks(ports, { config_home, log });
}

/** What this user has agreed to, whichever workspace it is about. */
export function userTrust(env: Environment = process.env): UserTrust {
  const home = env.HOME ?? homeFolder();
  const places = { state: stateFolder(env, home), config: configFolder(env, home) };
  return new UserTrust({ ...host, now, isOwn }, places);
}

function identityOf(): EnginePorts['identity'] {
  const { pid, machine, pid_namespace } = host.processes.self();
  const start = host.processes.startOf(pid) ?? '';
  return { pid, start, machine, pid_namespace, host: hostName(), version };
}

/** Where stages edit: below the workspace, also when links are followed. */
function workDirOf(root: string, config: ConfigBytes | undefined): string {
  const runtime = readRuntime({ disk: host.disk, root, config });
  const relativePath = runtime?.work_dir ?? '.';
  const real = host.disk.realpath(resolve(root, relativePath));
  const top = host.disk.realpath(root) ?? root;
  if (runtime !== null && real !== null && `${real}/`.startsWith(`${top}/`)) return real;
  throw new MillraceError('config_invalid', {
    what: 'runtime.work_dir in millrace.toml is not a folder of this workspace',
    expected: 'an existing folder below the workspace, not a link out of it',
    next: 'create the folder or fix runtime.work_dir, then call again',
  });
}

/** A part of the config that counts at once. */
function sectionOf<T>(section: T | null, decides: string): T {
  if (section !== null) return section;
  throw new MillraceError('config_invalid', {
    what: `millrace.toml cannot be read, so ${decides} is not known`,
    expected: 'a config without errors',
    next: 'call compile_validate, fix every error it names, then call again',
  });
}

export function planSource(root: string): PlanSource {
  const judged = new JudgedFiles(() => host.clock.now());
  const input = { disk: host.disk, hash: host.hash, root, judged };
  return {
    candidate: (mode, config) => candidateOf(compileSources(root, mode, config)),
    successor: (adopted, config) => {
      const mode = successorMode({ ...input, config }, adopted);
      return candidateOf(compileSources(root, mode, config));
    },
    currentness: (adopted, config) => currentness({ ...input, config }, adopted),
    runners: () => configuredRunners(readConfig(input).config ?? DEFAULT_CONFIG),
    trustItems: (plan) => trustItems(host.hash, release, plan),
    runnerItems: (name, config) => runnerItems(host.hash, release, { name, config, nodes: [] }),
  };
}

/** What a program needs to be found and to start, and no secret. */
export function bareEnvironment(env: Readonly<Record<string, string | undefined>>) {
  const entries = BARE.map((name) => [name, env[name]] as const);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

export function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
