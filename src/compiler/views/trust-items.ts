import {
  isCommandRunner,
  nodesOf,
  type Plan,
  type PlanNode,
  type ResolvedAsset,
  type RunnerConfig,
} from '../../runtime/plan/index.ts';
import { type Disk, DiskFault, type Hash, type TrustItem } from '../../runtime/ports/index.ts';
import { harnessOf } from '../../runtime/runners/index.ts';
import { canonicalJson } from '../support/canonical.ts';
import { jsonDigest, parseJson } from '../support/files.ts';
import { own as ownOf } from '../support/own.ts';

const LINE_LENGTH_MAX = 300;
/** In a text that the plan fills in: what a stage is given becomes a part of a command. */
const FILLED = /\{(?:model|thinking_level)\}/;
const JSON_ASSETS = ['mode', 'graph_loop', 'stage_kind', 'family'];

/** Digest of the bytes of a JSON asset -> of what they say: the same for all workspaces of a process. */
const jsonDigests = new Map<string, string>();
const DIGESTS_MAX = 200;

/** What this release brings itself: its assets and the runners of a config that says nothing. */
export class Release {
  private readonly digests = new Map<string, string | null>();
  private defaults: Readonly<Record<string, RunnerConfig>> | null = null;

  /** `assets`: absolute path of the folder in the package. `runners`: of a config that says nothing. */
  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly assets: string,
    private readonly runners: () => Readonly<Record<string, RunnerConfig>>,
  ) {}

  runner(name: string): RunnerConfig | undefined {
    this.defaults ??= this.runners();
    return ownOf(this.defaults, name);
  }

  /** As a plan has it; null = it brings none at this path. */
  digest({ asset_family, compile_time_path: path }: ResolvedAsset): string | null {
    const known = this.digests.get(path);
    if (known !== undefined) return known;
    const bytes = this.read(`${this.assets}/${path}`);
    const digest = bytes === null ? null : this.digestOf(asset_family, bytes);
    this.digests.set(path, digest);
    return digest;
  }

  /** A name of the workspace may lead through what is a file in the package. */
  private read(path: string): Uint8Array | null {
    try {
      return this.disk.read(path);
    } catch (error) {
      if (error instanceof DiskFault) return null;
      throw error;
    }
  }

  private digestOf(family: ResolvedAsset['asset_family'], bytes: Uint8Array): string {
    const plain = this.hash.sha256(bytes);
    if (!JSON_ASSETS.includes(family)) return plain;
    const known = jsonDigests.get(plain);
    if (known !== undefined) return known;
    const parsed = parseJson(new TextDecoder().decode(bytes));
    const digest = parsed.ok ? jsonDigest(this.hash, parsed.value) : plain;
    if (jsonDigests.size < DIGESTS_MAX) jsonDigests.set(plain, digest);
    return digest;
  }
}

/** All of a frozen plan that executes or instructs: runners, and every asset that it was made of. */
export function trustItems(hash: Hash, release: Release, plan: Plan): TrustItem[] {
  const nodes = nodesOf(plan.graphs_by_plane);
  const runners = Object.entries(plan.runners).flatMap(([name, config]) =>
    runnerItems(hash, release, { name, config, nodes }),
  );
  return [...runners, ...plan.resolved_assets.flatMap((asset) => assetItem(release, asset))];
}

interface Runner {
  readonly name: string;
  readonly config: RunnerConfig;
  /** Of the plan; those of other runners do not matter. */
  readonly nodes: readonly PlanNode[];
}

/**
 * A runner's own settings, and apart from them the words that a release puts in for these: an update
 * that says the same in other words is no edit.
 */
export function runnerItems(hash: Hash, release: Release, runner: Runner): TrustItem[] {
  const { name, config } = runner;
  const { words, ...settings } = { words: undefined, ...config };
  const shipped = release.runner(name);
  const { words: _, ...defaults } = { words: undefined, ...shipped };
  const filled = filledIn(runner);
  const own = filled.length === 0 ? settings : { ...settings, filled };
  const line = clip(commandLine(config));
  const item = (kind: 'runner' | 'words', value: unknown, isShipped: boolean): TrustItem => {
    const sha256 = hash.sha256(canonicalJson(value));
    return { kind, name, sha256, line, text: JSON.stringify(value, null, 2), shipped: isShipped };
  };
  const isDefault = shipped !== undefined && canonicalJson(own) === canonicalJson(defaults);
  if (words === undefined) return [item('runner', own, isDefault)];
  const expected = canonicalJson(harnessOf(config)?.wordsOf(config) ?? null);
  const isExpected = canonicalJson(words) === expected;
  return [item('runner', own, isDefault), item('words', words, isExpected)];
}

/** Models and levels of stages that become words of a command. */
function filledIn({ name, config, nodes }: Runner): string[] {
  if (!isCommandRunner(config)) return [];
  if (![config.command, ...config.args].some((word) => FILLED.test(word))) return [];
  const own = nodes.filter((node) => node.runner_name === name);
  const values = own.map(({ model_name, thinking_level }) => `${model_name} ${thinking_level}`);
  return [...new Set(values)].sort();
}

function assetItem(release: Release, asset: ResolvedAsset): TrustItem[] {
  const { asset_family: kind, compile_time_path: name, content_sha256: sha256 } = asset;
  if (sha256 === null) return [];
  return [
    { kind, name, sha256, line: name, text: null, shipped: release.digest(asset) === sha256 },
  ];
}

function commandLine(config: RunnerConfig): string {
  if (!('command' in config) || !('args' in config)) return config.adapter;
  const { command, args, env } = config;
  const words = [command, ...(Array.isArray(args) ? args : [])].join(' ');
  const names = Object.keys(typeof env === 'object' && env !== null ? env : {});
  const sets = names.length === 0 ? '' : ` with ${names.join(', ')}`;
  const level = 'permission_default' in config ? ` at ${config.permission_default}` : '';
  return `${words}${level}${sets}`;
}

function clip(text: string): string {
  return text.length <= LINE_LENGTH_MAX ? text : `${text.slice(0, LINE_LENGTH_MAX)}...`;
}
