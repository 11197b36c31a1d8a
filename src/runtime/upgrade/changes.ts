import { MillraceError } from '../errors/errors.ts';
import { exhausted } from '../errors/exhausted.ts';
import { workspacePath } from '../plan/index.ts';
import type { Disk, Hash } from '../ports/index.ts';
import {
  type BaselineTexts,
  baselineTextsText,
  type Layout,
  type Manifest,
  manifestText,
  manifestWith,
  PLACES,
  readBaselineTexts,
  textOrNull,
  textsOf,
} from '../workspace/index.ts';
import { actionFor, type Choice, type Choices, choicesOf } from './choices.ts';
import { type Compared, type Comparison, fileAt } from './compare.ts';
import { type Merged, merge } from './merge.ts';
import { ACTION_OF, type Action, type AssetState, OPEN_STATES } from './states.ts';

/** What the release has of a file that both changed lies beside it under this ending. */
export const BESIDE = '.new';

/** One file as it is to be; null = it goes. */
export interface FileChange {
  /** Relative to the runtime folder. */
  readonly path: string;
  readonly bytes: Uint8Array | null;
}

/** What is to come of one asset. */
export interface Fate extends Compared {
  readonly action: Action;
  /** Where both changed it and what they come from is known. */
  readonly merged: Merged | null;
}

export interface Upgrade {
  readonly before: Manifest;
  readonly after: Manifest;
  readonly fates: readonly Fate[];
  /** In the order in which they are made; the manifest comes last. Without what is so already. */
  readonly changes: readonly FileChange[];
}

interface Ports {
  readonly disk: Disk;
  readonly hash: Hash;
}

const encoder = new TextEncoder();

/** All that an upgrade does, worked out before anything is written. */
export function upgradeOf(
  ports: Ports,
  layout: Layout,
  { before, after, assets }: Comparison,
  choices: Choices,
): Upgrade {
  const texts = readBaselineTexts(ports.disk, ports.hash, layout);
  const chosen = choicesOf(choices, new Map(assets.map(({ path, state }) => [path, state])));
  const fates = assets.map((asset) => fateOf(asset, chosen.get(asset.path), texts));
  const entries = fates.flatMap((fate) => entryOf(fate, chosen.get(fate.path), before, after));
  const manifest = manifestWith(ports.hash, entries, after.seed_package_version);
  const changes = [
    ...fates.flatMap((fate) => fileChanges(ports.disk, layout, fate, chosen.get(fate.path))),
    { path: PLACES.texts, bytes: encoder.encode(keptTexts(ports.hash, manifest, fates, texts)) },
    { path: PLACES.manifest, bytes: encoder.encode(manifestText(manifest)) },
  ];
  return {
    before,
    after,
    fates,
    changes: changes.filter(({ path, bytes }) => isOther(ports.disk, layout, path, bytes)),
  };
}

function fateOf(asset: Compared, choice: Choice | undefined, texts: BaselineTexts): Fate {
  const merged = asset.state === 'both_changed' ? mergedOf(asset, texts) : null;
  if (choice === undefined) return { ...asset, action: ACTION_OF[asset.state], merged };
  if (choice === 'merge') requireClean(asset.path, merged);
  const state: AssetState = isLocalized(asset, choice) ? 'localized' : asset.state;
  return { ...asset, state, action: actionFor(choice, asset.state), merged };
}

function isLocalized({ state }: Compared, choice: Choice): boolean {
  return state.startsWith('removed_') && (choice === 'keep' || choice === 'localize_removed');
}

function mergedOf({ original, shipped, current }: Compared, texts: BaselineTexts): Merged | null {
  const base = texts.get(original ?? '');
  const ours = current === null ? null : textOrNull(current);
  const theirs = shipped === null ? null : textOrNull(shipped.bytes);
  return base === undefined || ours === null || theirs === null ? null : merge(base, ours, theirs);
}

function requireClean(path: string, merged: Merged | null): void {
  if (merged?.kind === 'clean') return;
  const why =
    merged === null
      ? 'the text that both changes come from is not known'
      : `in ${merged.stretches} places both changed the same lines`;
  throw new MillraceError('input_invalid', {
    what: `${path} cannot be merged: ${why}`,
    expected: 'a file whose merge is clean, as upgrade_preview says',
    next:
      'call upgrade_preview with apply true: it puts the text of the release beside yours; take ' +
      `over what you want into ${workspacePath(path)}, then apply with keep for that file`,
  });
}

/** What the manifest says of an asset afterwards. */
function entryOf(
  { path, state }: Fate,
  choice: Choice | undefined,
  before: Manifest,
  after: Manifest,
): Manifest['entries'] {
  const from = OPEN_STATES.has(state) && choice === undefined ? before : after;
  return from.entries.filter(({ relative_path }) => relative_path === path);
}

function fileChanges(
  disk: Disk,
  layout: Layout,
  fate: Fate,
  choice: Choice | undefined,
): FileChange[] {
  const { path, shipped } = fate;
  const beside = `${path}${BESIDE}`;
  const lies = fileAt(disk, layout, beside);
  const settled = choice !== undefined || isSame(lies, shipped?.bytes);
  const away = settled ? [{ path: beside, bytes: null }] : [];
  switch (fate.action) {
    case 'write':
      return [{ path, bytes: written(fate, choice) }, ...away];
    case 'remove':
      return [{ path, bytes: null }, ...away];
    case 'beside':
      return shipped === null ? [] : [{ path: beside, bytes: shipped.bytes }];
    case 'settle':
    case 'none':
      return away;
    default:
      return exhausted(fate.action);
  }
}

function written({ shipped, merged }: Fate, choice: Choice | undefined): Uint8Array | null {
  if (choice === 'merge' && merged?.kind === 'clean') return encoder.encode(merged.text);
  return shipped?.bytes ?? null;
}

/** Of each asset that the manifest names, as far as it is known. */
function keptTexts(
  hash: Hash,
  { entries }: Manifest,
  fates: readonly Fate[],
  known: BaselineTexts,
): string {
  const named = new Set(entries.map(({ original_sha256 }) => original_sha256));
  const shipped = fates.flatMap((fate) => fate.shipped ?? []);
  const lying = fates.flatMap(({ current, shipped: asset, path }) =>
    current === null ? [] : [{ path, asset_family: asset?.asset_family ?? '', bytes: current }],
  );
  const all = [...known, ...textsOf(hash, lying), ...textsOf(hash, shipped)];
  return baselineTextsText(new Map(all.filter(([digest]) => named.has(digest))));
}

function isOther(disk: Disk, layout: Layout, path: string, bytes: Uint8Array | null): boolean {
  const lies = fileAt(disk, layout, path);
  if (lies === 'not_a_file') return false;
  return bytes === null ? lies !== null : !isSame(lies, bytes);
}

function isSame(one: Uint8Array | 'not_a_file' | null, other: Uint8Array | undefined): boolean {
  if (!(one instanceof Uint8Array) || one.length !== other?.length) return false;
  return one.every((byte, at) => byte === other[at]);
}
