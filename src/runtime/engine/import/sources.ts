import {
  checkLedger,
  commandsIn,
  documentsIn,
  type EarlierDocument,
  type EarlierFiles,
  type EarlierPause,
  type EarlierRun,
  type EarlierTarget,
  type OwnAsset,
  ownAssets,
  pausesIn,
  type Release,
  refuseLive,
  releaseOf,
  rootsOf,
  runsIn,
  SNAPSHOT_FILE,
  type Snapshot,
  snapshot,
  targetsIn,
  type UnreadDocument,
  type WaitingCommand,
} from '../../earlier/index.ts';
import { type Plan, publishFolders, workspacePath } from '../../plan/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { parkedSince } from './handoffs.ts';

/** Files that people share. */
export const CARRIED_FILES = ['historylog.md', 'outline.md'];
/** All that an earlier workspace says, read once. */
export interface Sources {
  readonly files: EarlierFiles;
  readonly release: Release;
  readonly snapshot: Snapshot | null;
  readonly documents: readonly EarlierDocument[];
  readonly unread: readonly UnreadDocument[];
  readonly runs: readonly EarlierRun[];
  readonly targets: readonly EarlierTarget[];
  readonly commands: readonly WaitingCommand[];
  readonly pauses: readonly EarlierPause[];
  readonly assets: readonly OwnAsset[];
  /** Paths of files that stages made and that go on as they are. */
  readonly carried: readonly string[];
}

interface SourceInput {
  readonly plan: Plan;
  readonly shipped: ReadonlySet<string>;
  readonly lost_limits: string | null;
}

/** Refuses an unknown release, and a workspace in which its own program may be at work. */
export function readSources(
  ports: EnginePorts,
  files: EarlierFiles,
  layout: Layout,
  { plan, shipped, lost_limits }: SourceInput,
): Sources {
  const release = releaseOf(files, layout);
  const known = files.json(SNAPSHOT_FILE, snapshot);
  refuseIfLive(ports, files, layout, known);
  const families = Object.values(plan.families);
  const { read, unread } = documentsIn(files, families);
  const runs = runsIn(files);
  checkLedger(files, new Set(runs.flatMap(resultPaths)));
  const commands = commandsIn(files);
  const targets = targetsIn(files);
  const documents = [...read, ...rootsOf(files, families, targets, [...read, ...unread])];
  return {
    files,
    release,
    snapshot: known,
    documents: parkedSince(files, plan, documents, runs),
    unread,
    runs,
    targets,
    commands,
    pauses: pausesIn(files, { snapshot: known, commands, lost_limits, now_ms: ports.clock.now() }),
    assets: ownAssets(files, release.manifest, ports.hash, shipped),
    carried: carriedIn(files, publishFolders(plan.graphs_by_plane)),
  };
}

/** What stages made lies on where this plan's stages publish the same, and goes on as it is. */
function carriedIn(files: EarlierFiles, folders: readonly string[]): string[] {
  const below = folders.flatMap((folder) =>
    files
      .list(folder)
      .flatMap(({ name, kind }) =>
        kind === 'file' && !name.startsWith('.') ? [`${folder}/${name}`] : [],
      ),
  );
  return [...CARRIED_FILES, ...below].filter((path) => {
    const read = files.read(path);
    if (read.is === 'bad') files.keep(path, read.why);
    return read.is === 'bytes';
  });
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
