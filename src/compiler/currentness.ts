import type { Plan, ResolvedAsset } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import type { CompileInput } from './compile.ts';
import { loadConfig } from './config.ts';
import { Files, jsonDigest, parseJson, type ReadResult } from './files.ts';
import { changedSections, configFingerprint } from './fingerprint.ts';
import type { JudgedFiles } from './judged-files.ts';
import { modeSource } from './source/mode.ts';

export interface Currentness {
  /** `unknown`: an input cannot be judged, so neither can the plan. */
  readonly state: 'current' | 'stale' | 'missing' | 'unknown';
  /** What changed, or what cannot be judged; empty when current. Bounded. */
  readonly reasons: readonly string[];
}

const REASONS_MAX = 20;

/**
 * Whether compiling again would still give the adopted plan: its own assets and the config are
 * compared by digest, nothing is compiled. Without a named mode the plan is judged as the mode it
 * is, so that a run started in another mode than the config's default is not stale for it.
 */
export function currentness(
  input: Pick<CompileInput, 'disk' | 'hash' | 'root' | 'mode'> & { readonly judged?: JudgedFiles },
  adopted: Plan | null,
): Currentness {
  if (adopted === null) return { state: 'missing', reasons: [] };
  const files = new Files(input.disk, input.root);
  const { config, report } = loadConfig(files);
  if (config === null) {
    const reasons = report.list().map((one) => `config: ${one.message}`);
    return { state: 'unknown', reasons: bounded(reasons) };
  }
  const judged = adopted.resolved_assets.map((asset) => judge(files, input, asset));
  const unreadable = judged.flatMap((one) => one.unreadable ?? []);
  if (unreadable.length > 0) return { state: 'unknown', reasons: bounded(unreadable) };
  const changed = judged.flatMap((one) => one.changed ?? []);
  const fingerprint = configFingerprint(input.hash, config);
  if (fingerprint !== adopted.compile_input_fingerprint.config_fingerprint) {
    const sections = changedSections(input.hash, config, adopted.source_refs);
    changed.unshift(...sections.map((section) => `config [${section}] changed`));
  }
  if (input.mode !== undefined && !namesMode(files, adopted, input.mode)) {
    changed.unshift(`mode ${input.mode} is asked for, the plan is of mode ${adopted.mode_id}`);
  }
  return { state: changed.length === 0 ? 'current' : 'stale', reasons: bounded(changed) };
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

interface Judged {
  readonly changed?: string;
  readonly unreadable?: string;
}

function judge(files: Files, { hash, judged }: JudgeInput, asset: ResolvedAsset): Judged {
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

function bounded(reasons: readonly string[]): string[] {
  if (reasons.length <= REASONS_MAX) return [...reasons];
  return [...reasons.slice(0, REASONS_MAX), `and ${reasons.length - REASONS_MAX} more`];
}
