import { type Family, RUNTIME_FOLDER, workspacePath } from '../plan/index.ts';

/** Absolute paths of a workspace. `runtime` is its runtime folder, `at` takes a path below that. */
export interface Layout {
  readonly root: string;
  readonly runtime: string;
  readonly config: string;
  readonly gitignore: string;
  readonly state: string;
  readonly manifest: string;
  /** The texts that the manifest has digests of. */
  readonly texts: string;
  /** What upgrades changed, each kept so that it can be undone. */
  readonly upgrades: string;
  /** The id by which a workspace is told from its copies; see `identity.ts`. */
  readonly identity: string;
  /** The kernel lock of the owner; its content says who that is. */
  readonly lock: string;
  readonly mailbox: string;
  /** What was told to whom; beside it the lock of whoever tells. */
  readonly outbox: string;
  readonly journal: string;
  readonly blobs: string;
  readonly attempts: string;
  /** What is kept of the work folder, before and after each stage. */
  readonly trees: string;
  readonly runs: string;
  readonly logs: string;
  readonly modes: string;
  readonly graphs: string;
  readonly registry: string;
  readonly families: string;
  readonly entrypoints: string;
  readonly skills: string;
  at(relativePath: string): string;
  run(id: string): string;
  attempt(id: string): string;
  statusFile(plane: string): string;
}

export const PLACES = {
  config: 'millrace.toml',
  gitignore: '.gitignore',
  state: 'state',
  manifest: 'state/baseline_manifest.json',
  texts: 'state/baseline_texts.json',
  upgrades: 'state/upgrades',
  identity: 'state/workspace_id',
  lock: 'state/owner.lock',
  mailbox: 'state/mailbox',
  outbox: 'state/outbox',
  journal: 'journal',
  blobs: 'blobs',
  attempts: 'attempts',
  trees: 'trees',
  runs: 'runs',
  logs: 'logs',
  modes: 'modes',
  graphs: 'graphs',
  registry: 'registry',
  families: 'families',
  entrypoints: 'entrypoints',
  skills: 'skills',
} as const;

export function layoutOf(root: string): Layout {
  const runtime = `${root === '/' ? '' : root}/${RUNTIME_FOLDER}`;
  const at = (relativePath: string) => `${runtime}/${relativePath}`;
  return {
    root,
    runtime,
    config: at(PLACES.config),
    gitignore: at(PLACES.gitignore),
    state: at(PLACES.state),
    manifest: at(PLACES.manifest),
    texts: at(PLACES.texts),
    upgrades: at(PLACES.upgrades),
    identity: at(PLACES.identity),
    lock: at(PLACES.lock),
    mailbox: at(PLACES.mailbox),
    outbox: at(PLACES.outbox),
    journal: at(PLACES.journal),
    blobs: at(PLACES.blobs),
    attempts: at(PLACES.attempts),
    trees: at(PLACES.trees),
    runs: at(PLACES.runs),
    logs: at(PLACES.logs),
    modes: at(PLACES.modes),
    graphs: at(PLACES.graphs),
    registry: at(PLACES.registry),
    families: at(PLACES.families),
    entrypoints: at(PLACES.entrypoints),
    skills: at(PLACES.skills),
    at,
    run: (id) => at(`${PLACES.runs}/${id}`),
    attempt: (id) => at(`${PLACES.attempts}/${id}`),
    statusFile: (plane) => at(`${PLACES.state}/${plane}_status.md`),
  };
}

export interface StateFolders {
  readonly queue: string;
  readonly active: string;
  readonly done: string;
  readonly blocked: string;
}

export interface FamilyFolders extends StateFolders {
  /** The same folders relative to the workspace, as they are shown. */
  readonly relative: StateFolders;
}

/** The four folders of a family; its document `<id>.md` lies in exactly one of them. */
export function familyFolders(layout: Layout, family: Family): FamilyFolders {
  const places = familyPlaces(family);
  return { ...mapFolders(places, layout.at), relative: mapFolders(places, workspacePath) };
}

export function familyPlaces(family: Family): StateFolders {
  return mapFolders(family.states, (state) => `${family.folder}/${state}`);
}

function mapFolders(folders: StateFolders, change: (folder: string) => string): StateFolders {
  return {
    queue: change(folders.queue),
    active: change(folders.active),
    done: change(folders.done),
    blocked: change(folders.blocked),
  };
}
