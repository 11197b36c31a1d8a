import type { Plan, ResolvedAsset } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import type { CompileInput } from './compile.ts';
import { loadConfig } from './config.ts';
import { changedByFirstFormula } from './first-formula.ts';
import { changedSettings, sectionsOf } from './settings.ts';
import { modeSource } from './source/mode.ts';
import { CONFIG_FILE, Files, jsonDigest, parseJson, type ReadResult } from './support/files.ts';
import type { ConfigVerdict, JudgedFiles } from './support/judged-files.ts';

export interface Currentness {
  /** `unknown`: an input cannot be judged, so neither can the plan. */
  readonly state: 'current' | 'stale' | 'missing' | 'unknown';
  /** What changed, or what cannot be judged; empty when current. Bounded. */
  readonly reasons: readonly string[];
}

const REASONS_MAX = 20;
const MODE_SETTING = '/runtime/default_mode';

/**
 * Whether the workspace still says what the adopted plan was compiled from: its assets by digest,
 * its config key by key; nothing is compiled. What this release would fill in or compile in another
 * way does not count, it comes with the next plan that is adopted. Without a named mode the plan is
 * judged as the mode it is, so that a run started in another mode than the config's default is not
 * stale for it.
 */
export function currentness(
  input: Pick<CompileInput, 'disk' | 'hash' | 'root' | 'mode' | 'config'> & {
    readonly judged?: JudgedFiles;
  },
  adopted: Plan | null,
): Currentness {
  if (adopted === null) return { state: 'missing', reasons: [] };
  const files = new Files(input.disk, input.root, input.config);
  const sections = judgeConfig(files, input, adopted);
  if ('problems' in sections) return { state: 'unknown', reasons: firstOf(sections.problems) };
  const verdicts = adopted.resolved_assets.map((asset) => judge(files, input, asset));
  const unreadable = verdicts.flatMap((one) => one.unreadable ?? []);
  if (unreadable.length > 0) return { state: 'unknown', reasons: firstOf(unreadable) };
  const changed = [
    ...sections.changed.map((section) => `config [${section}] changed`),
    ...verdicts.flatMap((one) => one.changed ?? []),
  ];
  if (input.mode !== undefined && !namesMode(files, adopted, input.mode)) {
    changed.unshift(`mode ${input.mode} is asked for, the plan is of mode ${adopted.mode_id}`);
  }
  return { state: changed.length === 0 ? 'current' : 'stale', reasons: firstOf(changed) };
}

/**
 * A file with the same bytes says the same, also where a later release would read it in another
 * way or not at all: what the plan makes of it is frozen.
 */
function judgeConfig(files: Files, { hash, judged }: JudgeInput, adopted: Plan): ConfigVerdict {
  const { config_sha256: before, compiled_plan_id: id } = adopted;
  const read = files.read(CONFIG_FILE);
  const now = read.is === 'text' ? hash.sha256(read.bytes) : null;
  if (now === before && read.is !== 'bad') return { changed: [] };
  const verdict = () => verdictOf(files, read, hash, adopted);
  return judged === undefined || now === null ? verdict() : judged.verdict(now, id, verdict);
}

function verdictOf(files: Files, read: ReadResult, hash: Hash, adopted: Plan): ConfigVerdict {
  const { config, table, report } = loadConfig(files, read);
  if (config === null) {
    const errors = report.list().filter(({ severity }) => severity === 'error');
    return { problems: errors.map((one) => `config: ${one.message}`) };
  }
  const { settings, graphs_by_plane } = adopted;
  if (settings === undefined) return { changed: changedByFirstFormula(hash, table, adopted) };
  return { changed: sectionsOf(changedSettings(config, table, settings, graphs_by_plane)) };
}

/**
 * The mode of the plan that takes the place of another: its own, until the config names another one
 * than it did then. Absent = the one that the config names.
 */
export function successorMode(
  input: Pick<CompileInput, 'disk' | 'root' | 'config'>,
  { mode_id, settings }: Plan,
): string | undefined {
  const { config } = loadConfig(new Files(input.disk, input.root, input.config));
  const named = { ...settings?.defaults, ...settings?.given }[MODE_SETTING];
  return settings !== undefined && config?.runtime.default_mode === named ? mode_id : undefined;
}

/** By its id, or by an alias that its file declares. */
function namesMode(files: Files, adopted: Plan, name: string): boolean {
  if (name === adopted.mode_id) return true;
  const asset = adopted.resolved_assets.find((one) => one.asset_family === 'mode');
  const read = asset === undefined ? null : files.read(asset.compile_time_path);
  const parsed = read?.is === 'text' ? parseJson(read.text) : null;
  const mode = modeSource.safeParse(parsed?.ok ? parsed.value : null);
  return mode.success && mode.data.aliases.includes(name);
}

interface JudgeInput {
  readonly hash: Hash;
  readonly judged?: JudgedFiles;
}

interface AssetVerdict {
  readonly changed?: string;
  readonly unreadable?: string;
}

function judge(files: Files, { hash, judged }: JudgeInput, asset: ResolvedAsset): AssetVerdict {
  const { logical_id, compile_time_path: path, content_sha256: before } = asset;
  const stat = judged === undefined ? null : files.stat(path);
  if (stat !== null && before !== null && judged?.digest(path, stat) === before) return {};
  const read = files.read(path);
  if (read.is === 'bad') return { unreadable: `${logical_id}: ${read.why}` };
  const now = digestOf(hash, asset, read);
  if (stat !== null && now !== null) judged?.keep(path, stat, now);
  if (now === before) return {};
  if (now === null) return { changed: `${logical_id} is gone (${path})` };
  return { changed: `${logical_id} ${before === null ? 'was added' : 'changed'} (${path})` };
}

function digestOf(hash: Hash, asset: ResolvedAsset, read: ReadResult): string | null {
  if (read.is !== 'text') return null;
  if (asset.asset_family === 'entrypoint' || asset.asset_family === 'skill') {
    return hash.sha256(read.bytes);
  }
  const parsed = parseJson(read.text);
  return parsed.ok ? jsonDigest(hash, parsed.value) : hash.sha256(read.bytes);
}

function firstOf(reasons: readonly string[]): string[] {
  if (reasons.length <= REASONS_MAX) return [...reasons];
  return [...reasons.slice(0, REASONS_MAX), `and ${reasons.length - REASONS_MAX} more`];
}
