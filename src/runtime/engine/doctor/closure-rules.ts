import { workspacePath } from '../../plan/index.ts';
import type { Compared } from '../../upgrade/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

/**
 * Rules by which work is closed that the release has and an asset of the workspace lacks: it would
 * close on a word as older releases did.
 */
export function checkClosureRules(
  { assets }: EnginePorts,
  compared: readonly Compared[],
  findings: Findings,
): void {
  for (const { path, state, current, shipped } of compared) {
    if (state === 'unchanged' || !path.endsWith('.json')) continue;
    const lacks = lacking(rulesIn(shipped?.bytes ?? null), rulesIn(current));
    if (current === null || lacks.length === 0) continue;
    const what = `its closure rules are older than the release: it lacks ${lacks.join(', ')}`;
    const byHand = `you have edited it: take these over from ${assets}/${path} by hand`;
    const next = state === 'updated' ? 'call upgrade_preview with apply true' : byHand;
    findings.add('closure_rules_older', workspacePath(path), what, next);
  }
}

function lacking(shipped: ReadonlySet<string>, current: ReadonlySet<string>): string[] {
  return [...shipped].filter((rule) => !current.has(rule));
}

type Json = Readonly<Record<string, unknown>>;

/** Names of the rules that a stage kind or a family declares. */
function rulesIn(bytes: Uint8Array | null): ReadonlySet<string> {
  const asset = objectOf(jsonOf(bytes));
  const closure = objectOf(asset.closure);
  const artifacts = Array.isArray(asset.artifacts) ? asset.artifacts.map(objectOf) : [];
  return new Set([
    ...named(asset, ['requires'], ''),
    ...named(closure, ['contract', 'covers_key', 'amended'], 'closure.'),
    ...artifacts.flatMap((one) => named(one, ['schema', 'agrees'], `${one.artifact_id}.`)),
  ]);
}

function named(json: Json, keys: readonly string[], prefix: string): string[] {
  return keys.filter((key) => json[key] !== undefined).map((key) => `${prefix}${key}`);
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function jsonOf(bytes: Uint8Array | null): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
  } catch {
    return null;
  }
}
