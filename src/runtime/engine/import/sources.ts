import {
  BLOCKED_CAUSES,
  CLOSURE_FOLDERS,
  checkLedger,
  documentsIn,
  type EarlierDocument,
  type EarlierFiles,
  type EarlierPause,
  type EarlierRun,
  type EarlierTarget,
  nameOthers,
  type OwnAsset,
  ownAssets,
  pausesIn,
  type Release,
  refuseLive,
  releaseOf,
  runsIn,
  SNAPSHOT_FILE,
  type Snapshot,
  snapshot,
  targetsIn,
  type UnreadDocument,
} from '../../earlier/index.ts';
import { type Plan, workspacePath } from '../../plan/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** Folders of what stages made, which is kept as it is. */
export const CARRIED = ['arbiter/reports', 'arbiter/rubrics', 'arbiter/verdicts'];

/** All that an earlier workspace says, read once. */
export interface Sources {
  readonly files: EarlierFiles;
  readonly release: Release;
  readonly snapshot: Snapshot | null;
  readonly documents: readonly EarlierDocument[];
  readonly unread: readonly UnreadDocument[];
  readonly runs: readonly EarlierRun[];
  readonly targets: readonly EarlierTarget[];
  readonly pauses: readonly EarlierPause[];
  readonly assets: readonly OwnAsset[];
}

/** Refuses an unknown release, and a workspace in which its own program may be at work. */
export function readSources(
  ports: EnginePorts,
  files: EarlierFiles,
  layout: Layout,
  { plan, shipped }: { readonly plan: Plan; readonly shipped: ReadonlySet<string> },
): Sources {
  const release = releaseOf(files, layout);
  const known = files.json(SNAPSHOT_FILE, snapshot);
  refuseIfLive(ports, files, layout, known);
  const families = Object.values(plan.families);
  const { read, unread } = documentsIn(files, families);
  const runs = runsIn(files);
  checkLedger(files, new Set(runs.flatMap(resultPaths)));
  const folders = [...families.map(({ folder }) => folder), ...CLOSURE_FOLDERS, ...CARRIED];
  nameOthers(files, new Set([...folders, BLOCKED_CAUSES]));
  return {
    files,
    release,
    snapshot: known,
    documents: read,
    unread,
    runs,
    targets: targetsIn(files),
    pauses: pausesIn(files, known, ports.clock.now()),
    assets: ownAssets(files, release.manifest, ports.hash, shipped),
  };
}

/** Asked again just before the folders change places. */
export function refuseIfLive(
  { identity, clock, startOf }: EnginePorts,
  files: EarlierFiles,
  layout: Layout,
  known: Snapshot | null,
): void {
  refuseLive(files, layout, known, { host: identity.host, now_ms: clock.now(), startOf });
}

function resultPaths({ id, stages }: EarlierRun): string[] {
  return stages.map(({ result }) =>
    workspacePath(`runs/${id}/stage_results/${result.metadata.request_id}.json`),
  );
}
