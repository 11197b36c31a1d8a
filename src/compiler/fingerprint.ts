import type { CompileInputFingerprint, ResolvedAsset } from '../runtime/plan/index.ts';
import type { Hash } from '../runtime/ports/index.ts';
import { PLAN_SECTIONS, planValues, sectionsOf } from './settings.ts';
import { canonicalJson } from './support/canonical.ts';

const SHORT_HEX = 12;
const MISSING = 'missing';
export const CONFIG_REF = 'config:';

export function shortHash(hash: Hash, text: string): string {
  return hash.sha256(text).slice(0, SHORT_HEX);
}

/** Of what the workspace says itself in its config, whatever this release fills in. */
function configFingerprint(hash: Hash, table: unknown): string {
  return `cfg-${shortHash(hash, canonicalJson(Object.fromEntries(planValues(table))))}`;
}

/** One source ref for each section that a plan is made of. */
export function configRefs(hash: Hash, table: unknown): string[] {
  const values = [...planValues(table)];
  return PLAN_SECTIONS.map((section) => {
    const own = values.filter(([setting]) => sectionsOf([setting]).includes(section));
    return `${CONFIG_REF}${section}:${shortHash(hash, canonicalJson(Object.fromEntries(own)))}`;
  });
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
  table: unknown,
  assets: readonly ResolvedAsset[],
): CompileInputFingerprint {
  return {
    mode_id: modeId,
    config_fingerprint: configFingerprint(hash, table),
    assets_fingerprint: assetsFingerprint(hash, assets),
  };
}
