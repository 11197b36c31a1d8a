import { structuredPatch } from 'diff';
import { compile } from '../compiler/index.ts';
import type { UpgradeChoices, UpgradeEntry, UpgradeStep, UpgradeView } from '../product/backend.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import {
  type ApplyInput,
  applyUpgrade,
  DISPOSITION_OF,
  DISPOSITIONS,
  type Fate,
  type FileChange,
  layoutOf,
  NO_CHOICES,
  PLACES,
  previewUpgrade,
  rollbackUpgrade,
  type UpgradePreview,
} from '../runtime/index.ts';
import type { Disk } from '../runtime/ports/index.ts';
import { ChangedDisk } from './changed-disk.ts';
import { enginePorts, now } from './host.ts';

const CONTEXT_LINES = 2;
/** Of one file; whoever wants the rest looks at the file itself, or at what lies beside it. */
const DIFF_LINES_MAX = 400;
const PROBLEMS_MAX = 3;

/** Where the assets of this release lie, and how what people commit is written. */
interface Release {
  readonly shared: Disk;
  readonly assets: string;
  readonly version: string;
}

interface Asked {
  readonly root: string;
  readonly step: UpgradeStep;
  readonly choices: UpgradeChoices;
}

type View = Omit<UpgradeView, 'simulated'>;

export function upgrade(release: Release, { root, step, choices }: Asked): View {
  const { disk, hash, lock } = enginePorts(root);
  const input: ApplyInput = { ...release, disk, hash, lock, root, choices };
  switch (step) {
    case 'preview': {
      const preview = previewUpgrade(input);
      return { ...viewOf(preview), problems: problemsOf(input, preview.changes) };
    }
    case 'apply':
      return applied(input);
    case 'rollback':
      return undone(input);
  }
}

function applied(input: ApplyInput): View {
  const judge = (changes: readonly FileChange[]) => refuse(problemsOf(input, changes));
  const { swapped, resumed, ...upgrade } = applyUpgrade({ ...input, judge });
  const view = viewOf(upgrade);
  if (swapped === null) return view;
  const { record, left } = swapped;
  const cut_short = resumed ? (record.undoes === null ? 'apply' : 'rollback') : null;
  const changed = resumed ? assetPaths(record.changes) : view.changed;
  return { ...view, applied: true, cut_short, changed, left };
}

function undone(input: ApplyInput): View {
  const { record, put_aside, left } = rollbackUpgrade(input);
  const view = viewOf(previewUpgrade({ ...input, choices: NO_CHOICES }));
  return { ...view, applied: true, changed: assetPaths(record.changes), put_aside, left };
}

function viewOf({ before, after, fates, changes, unfinished }: UpgradePreview): View {
  const shown = fates.filter(({ state }) => state !== 'unchanged');
  const counts = new Map(DISPOSITIONS.map((disposition) => [disposition, 0]));
  for (const { state } of fates) {
    const disposition = DISPOSITION_OF[state];
    counts.set(disposition, (counts.get(disposition) ?? 0) + 1);
  }
  return {
    baseline_id: before.manifest_id,
    baseline_version: before.seed_package_version,
    package_id: after.manifest_id,
    package_version: after.seed_package_version,
    applied: false,
    cut_short: unfinished,
    entries: shown.map((fate) => entryOf(fate, changes)),
    changed: assetPaths(changes),
    put_aside: [],
    left: [],
    problems: [],
    counts: Object.fromEntries(counts),
  };
}

/** Without the state of the upgrade itself. */
function assetPaths(changes: readonly { readonly path: string }[]): string[] {
  const paths = changes.map(({ path }) => path);
  return paths.filter((path) => !path.startsWith(`${PLACES.state}/`)).sort();
}

function entryOf(fate: Fate, changes: readonly FileChange[]): UpgradeEntry {
  const { path, state, action, merged } = fate;
  return {
    path,
    state,
    disposition: DISPOSITION_OF[state],
    action,
    merge: state === 'both_changed' ? (merged?.kind ?? 'unknown') : null,
    diff: diffOf(fate, changes.find((change) => change.path === path)?.bytes),
  };
}

/** To what is written, or to what is put beside it. What is new or goes has nothing to compare with. */
function diffOf(
  { path, action, current, shipped }: Fate,
  written: FileChange['bytes'] | undefined,
) {
  const then = action === 'beside' ? shipped?.bytes : written;
  if (current === null || then == null) return null;
  const [before, after] = [current, then].map((bytes) => new TextDecoder().decode(bytes));
  const { hunks } = structuredPatch(path, path, before ?? '', after ?? '', '', '', {
    context: CONTEXT_LINES,
  });
  const lines = hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: own }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...own,
  ]);
  const rest = lines.length - DIFF_LINES_MAX;
  const shown = lines.slice(0, DIFF_LINES_MAX);
  return [...shown, ...(rest > 0 ? [`and ${rest} more lines`] : [])].join('\n');
}

/** What would be wrong with the plan afterwards that is not wrong with it now. */
function problemsOf(
  { disk, hash, root }: Pick<ApplyInput, 'disk' | 'hash' | 'root'>,
  changes: readonly FileChange[],
): string[] {
  if (changes.length === 0) return [];
  const errorsOn = (files: Disk) =>
    compile({ disk: files, hash, root, now: now() }).diagnostics.filter(
      ({ severity }) => severity === 'error',
    );
  const { at } = layoutOf(root);
  const changed = new Map(changes.map(({ path, bytes }) => [at(path), bytes]));
  const errors = errorsOn(new ChangedDisk(disk, changed));
  if (errors.length === 0 || errorsOn(disk).length > 0) return [];
  return errors.slice(0, PROBLEMS_MAX).map(({ file, message }) => `${file}: ${message}`);
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new MillraceError('plan_invalid', {
    what: `With the files of this release there would be no plan: ${problems.join('; ')}`,
    expected: 'an upgrade after which the workspace compiles',
    next:
      'nothing was changed; correct what is your own, or keep the files that it depends on: ' +
      'call upgrade_preview with keep',
  });
}
