import type { CompileInputFingerprint, ResolvedAsset } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import { canonicalJson } from './canonical.ts';
import type { Config } from './config-schema.ts';

const SHORT_HEX = 12;
const MISSING = 'missing';
const CONFIG_REF = 'config:';

/**
 * The sections of the config that a plan is made of. The rest takes effect at the next tick without
 * a new plan.
 */
function compileInputs(config: Config): Record<string, unknown> {
  return {
    runtime: { default_mode: config.runtime.default_mode },
    runners: config.runners,
    recovery: config.recovery,
    stages: config.stages,
    limits: config.limits,
  };
}

export function shortHash(hash: Hash, text: string): string {
  return hash.sha256(text).slice(0, SHORT_HEX);
}

export function configFingerprint(hash: Hash, config: Config): string {
  return `cfg-${shortHash(hash, canonicalJson(compileInputs(config)))}`;
}

/** One source ref for each section, so that a stale plan can say which of them changed. */
export function configRefs(hash: Hash, config: Config): string[] {
  return Object.entries(compileInputs(config)).map(
    ([section, value]) => `${CONFIG_REF}${section}:${shortHash(hash, canonicalJson(value))}`,
  );
}

/** The sections whose refs are not among those of a plan. */
export function changedSections(
  hash: Hash,
  config: Config,
  sourceRefs: readonly string[],
): string[] {
  return configRefs(hash, config)
    .filter((ref) => !sourceRefs.includes(ref))
    .map((ref) => ref.slice(CONFIG_REF.length, ref.lastIndexOf(':')));
}

export function assetsFingerprint(hash: Hash, assets: readonly ResolvedAsset[]): string {
  const rows = inOrder(assets).map((asset) => {
    const { asset_family, logical_id, compile_time_path, content_sha256 } = asset;
    const fields = [asset_family, logical_id, compile_time_path, content_sha256 ?? MISSING];
    return fields.map((field) => `${field}\u0000`).join('');
  });
  return `assets-${shortHash(hash, rows.join(''))}`;
}

export function inOrder(assets: readonly ResolvedAsset[]): ResolvedAsset[] {
  const key = (asset: ResolvedAsset): string =>
    [asset.asset_family, asset.logical_id, asset.compile_time_path].join('\u0000');
  return [...assets].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

export function fingerprintOf(
  hash: Hash,
  modeId: string,
  config: Config,
  assets: readonly ResolvedAsset[],
): CompileInputFingerprint {
  return {
    mode_id: modeId,
    config_fingerprint: configFingerprint(hash, config),
    assets_fingerprint: assetsFingerprint(hash, assets),
  };
}
