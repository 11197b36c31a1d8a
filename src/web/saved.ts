import type { ListRow } from '../runtime/api/index.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import type { LookAnswer, ViewAnswers, WorkspacesAnswer } from './answers.ts';
import { PAGE_ROWS, type Query, type Saved, viewPath, WORKSPACES } from './view-path.ts';
import { VIEWS, type Viewing } from './views.ts';

/** What one file may hold, before it is compressed by whoever sends it. */
export const SAVED_BYTES_MAX = 30 * 1024 * 1024;
/** Larger files of a run are left out one by one. */
const ARTIFACT_BYTES_MAX = 64 * 1024;

export interface SavedFrom {
  readonly viewing: Viewing;
  readonly workspace: string;
  readonly root: string;
  readonly now: string;
}

/** Everything that the page can show of a lineage and nothing else of its workspace, most wanted first. */
export async function saveLineage({ viewing, workspace, root, now }: SavedFrom): Promise<Saved> {
  const shown = viewing.runtime.show(root);
  if (shown.kind !== 'root') throw noRoot(root);
  const found = new Findings(viewing, workspace);
  await found.add('show', { key: root });
  const name = viewing.place.slice(viewing.place.lastIndexOf('/') + 1);
  const rows = [{ id: workspace, root: name }];
  found.put(WORKSPACES, { rows, followed_max: 0 } satisfies WorkspacesAnswer);
  found.put(viewPath(workspace, 'look'), ownLook(await VIEWS.look.read(viewing, {}), root));
  await found.add('document', { key: root });
  const items = await found.addList({ of: 'items', root });
  const runs = viewing.runtime.list({ of: 'runs', root, state: null, after: null, limit: 1000 });
  await found.add('graphs');
  await found.addReplay(root);
  await found.add('entries', { of: 'decisions', root });
  await found.add('entries', { of: 'ledger', root });
  await found.add('diff', { key: root, lines: PAGE_ROWS.diff });
  await found.add('why', { subject: root, limit: PAGE_ROWS.why });
  for (const { key } of items) {
    await found.add('show', { key });
    await found.add('document', { key });
    await found.addList({ of: 'runs', item: key });
  }
  for (const { key } of items) {
    await found.add('diff', { key, lines: PAGE_ROWS.diff });
    await found.add('why', { subject: key, limit: PAGE_ROWS.why });
  }
  for (const { key } of runs.rows) await found.addRun(key);
  return { start: `/w/${workspace}/spec/${root}`, at: now, ...found.all() };
}

class Findings {
  readonly #answers: Record<string, unknown> = {};
  #size_bytes = 0;
  #left_out = 0;

  constructor(
    private readonly viewing: Viewing,
    private readonly workspace: string,
  ) {}

  all(): Pick<Saved, 'answers' | 'left_out'> {
    return { answers: this.#answers, left_out: this.#left_out };
  }

  /** What cannot be read is left out, and counted. */
  async add<Name extends keyof ViewAnswers>(
    view: Name,
    query: Query = {},
  ): Promise<ViewAnswers[Name] | null> {
    const words = Object.entries(query).map(([name, value]) => [name, String(value)] as const);
    try {
      const answer = await VIEWS[view].read(this.viewing, Object.fromEntries(words));
      this.put(viewPath(this.workspace, view, query), withoutCommands(answer));
      return answer;
    } catch {
      this.#left_out += 1;
      return null;
    }
  }

  put(path: string, answer: unknown): void {
    const size_bytes = Buffer.byteLength(JSON.stringify(answer));
    if (this.#size_bytes + size_bytes > SAVED_BYTES_MAX) {
      this.#left_out += 1;
      return;
    }
    this.#size_bytes += size_bytes;
    this.#answers[path] = answer;
  }

  /** All pages of it, as the page asks for them. */
  async addList(query: Query): Promise<readonly ListRow[]> {
    const rows: ListRow[] = [];
    let after: string | null = null;
    do {
      const from: Query = after === null ? {} : { after };
      const page: ViewAnswers['list'] | null = await this.add('list', {
        ...query,
        limit: PAGE_ROWS.list,
        ...from,
      });
      rows.push(...(page?.rows ?? []));
      after = page?.after ?? null;
    } while (after !== null);
    return rows;
  }

  async addReplay(of: string): Promise<void> {
    let after_seq: number | null = 0;
    while (after_seq !== null) {
      const page: ViewAnswers['replay'] | null = await this.add('replay', {
        of,
        after_seq,
        limit: PAGE_ROWS.replay,
      });
      after_seq = page?.after_seq ?? null;
    }
  }

  async addRun(run: string): Promise<void> {
    await this.addReplay(run);
    const shown = await this.add('show', { key: run });
    const stages = shown?.kind === 'run' ? shown.trace.nodes : [];
    for (const key of [run, ...stages.map(({ request_id }) => `${run}/${request_id}`)]) {
      await this.add('logs', { key, lines: PAGE_ROWS.logs });
      await this.add('diff', { key, lines: PAGE_ROWS.diff });
    }
    await this.add('why', { subject: run, limit: PAGE_ROWS.why });
    const files = await this.add('artifacts', { run });
    for (const { path, size_bytes } of files?.rows ?? []) {
      if (size_bytes <= ARTIFACT_BYTES_MAX) await this.add('artifact', { run, path });
      else this.#left_out += 1;
    }
  }
}

/** They are of the machine that the file was made on, and name where its workspace lies. */
function withoutCommands(answer: object): object {
  return {
    ...answer,
    ...('waits' in answer ? { waits: [] } : {}),
    ...('command' in answer ? { command: null } : {}),
  };
}

/** How the workspace stood, as far as it is about this lineage. */
function ownLook(look: LookAnswer, root: string): LookAnswer {
  const { status } = look;
  return {
    ...look,
    open: [],
    waits: [],
    doing: {},
    status: {
      ...status,
      specs: status.specs.filter((spec) => spec.root === root),
      active: [],
      blockers: [],
      blockers_total: 0,
      outlook: { kind: 'ready' },
      queues: Object.fromEntries(Object.keys(status.queues).map((family) => [family, {}])),
      closure: null,
      last: null,
      pauses: [],
      problems: [],
    },
  };
}

function noRoot(root: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${root} is no root spec of this workspace`,
    expected: 'the id of one',
    next: 'Run millrace list, which names them.',
  });
}
