import { mkdirSync } from 'node:fs';
import { host } from '../src/backend/host.ts';
import { Journal } from '../src/runtime/journal/index.ts';
import {
  type Change,
  check,
  evolve,
  type JournalRecord,
  recorded,
  State,
} from '../src/runtime/kernel/index.ts';
import { taskId, taskText } from './documents.ts';
import { type Bare, type Row, ratio, statOf, timed } from './measure.ts';

const RECORDS = 10_000;
const COMMITS = 400;
const COMMIT_RATIO_MAX = 1.6;
const REPLAY_MS_MAX = 300;
const REPLAYS = 5;

/** The life of a task in records of the size that stages make: taken in, claimed, built, done. */
function* lives(): IterableIterator<readonly Change[]> {
  for (let task = 0; ; task += 1) {
    const id = taskId(task);
    const key = `task/${id}`;
    const run = `run-${id}`;
    yield [admitted(id, task)];
    yield [
      { k: 'move@1', key, to: 'active', reason: 'claimed' },
      { k: 'run@1', run, plane: 'p', key, root: null, node: 'a', plan_id: 'plan', at: AT },
      ...dispatched(run, 'a'),
    ];
    yield [result(run, 'a'), route(run, 'a', 'b'), ...dispatched(run, 'b')];
    yield [
      result(run, 'b'),
      { k: 'move@1', key, to: 'done', reason: 'done' },
      route(run, 'b', null),
    ];
  }
}

const AT = '2026-01-01T00:00:00.000Z';
const WORDS = 'The cursor is written in the same transaction as the rows that it covers. '.repeat(
  4,
);

function admitted(id: string, task: number): Change {
  return {
    k: 'admit@1',
    family: 'task',
    id,
    at: task,
    title: `Write the cursor of reader ${task}`,
    deps: [],
    root: null,
    idea: null,
    start_node: null,
    via: null,
    document: recorded(host.hash, taskText(task)),
    handed_over: null,
    source: { kind: 'stage', ref: null },
    state: 'queue',
  };
}

function dispatched(run: string, node: string): Change[] {
  const request = `${run}-${node}`;
  return [
    { k: 'request@1', request, run, node, input_digest: 'd', status: 'RUNNING', tree: null },
    {
      k: 'attempt@1',
      attempt: `${request}-1`,
      request,
      ordinal: 1,
      work_dir: '/project',
      session: null,
      retry: null,
      at: AT,
    },
  ];
}

function result(run: string, node: string): Change {
  const request = `${run}-${node}`;
  return {
    k: 'result@1',
    request,
    attempt: `${request}-1`,
    outcome: 'DONE',
    result_class: 'success',
    failure_class: null,
    summary: WORDS,
    usage: null,
    started_at: AT,
    completed_at: AT,
    duration_ms: 60_000,
    exit_code: 0,
    exit_kind: 'completed',
    normalization: 'structured_result_file',
    session: null,
    artifacts: [
      {
        artifact_id: 'report',
        file: 'report.md',
        document: recorded(host.hash, WORDS),
        published: null,
      },
    ],
    evidence: ['prompt', 'stdout', 'stderr'].map((kind) => ({
      path: `runs/${run}/${kind}.${request}`,
      kind,
      sha256: host.hash.sha256(kind),
      size_bytes: 1000,
    })),
    notes: [],
  };
}

function route(run: string, node: string, to: string | null): Change {
  return {
    k: 'route@1',
    run,
    request: `${run}-${node}`,
    action: to === null ? 'idle' : 'run_stage',
    node: to,
    terminal: to === null ? 'done' : null,
    writes_status: null,
    reason: 'edge',
    failure_class: null,
    spawned: [],
  };
}

/** Appends and evolves like the owner: the state is made from what was written. */
class Writer {
  readonly state = new State();
  bytes = 0;
  readonly journal: Journal;
  private readonly changes = lives();

  constructor(dir: string) {
    const ports = { ...host, boot: 'bench' };
    Journal.create(ports, dir);
    this.journal = new Journal(ports, dir);
    this.journal.load();
    this.journal.begin(() => undefined);
  }

  next(): readonly Change[] {
    return this.changes.next().value ?? [];
  }

  commit(c: readonly Change[]): void {
    check(this.state, c);
    const n = this.state.seq + 1;
    const body = this.journal.append({ v: 1, n, at: AT, c, why: [{ input: 'bench', rule: 'r' }] });
    const record: JournalRecord = JSON.parse(body);
    evolve(this.state, record);
    this.bytes += body.length;
  }
}

/** Commits alone, and reading ten thousand of them back. */
export function measureCommits(folder: string, bare: Bare): Row[] {
  mkdirSync(folder);
  const dir = `${folder}/journal`;
  const writer = new Writer(dir);
  const commits: number[] = [];
  const references: number[] = [];
  for (let at = 0; at < RECORDS; at += 1) {
    const changes = writer.next();
    const measured = at >= RECORDS - COMMITS;
    if (measured) references.push(bare.sample());
    const took = timed(() => writer.commit(changes));
    if (measured) commits.push(took);
  }
  writer.journal.close();
  const replays = Array.from({ length: REPLAYS }, () => replay(dir, writer.state.seq));
  const time = statOf(commits);
  const reference = statOf(references);
  const part = time.p50 / reference.p50;
  const replayed = statOf(replays);
  return [
    { what: 'bare append, beside commits', time: reference, ok: null },
    {
      what: 'commit: append, sync, evolve',
      time,
      result: `${ratio(part)} bare, ${Math.round(writer.bytes / RECORDS)} bytes a record`,
      limit: ratio(COMMIT_RATIO_MAX),
      ok: part <= COMMIT_RATIO_MAX,
    },
    {
      what: 'replay of 10,000 records',
      time: replayed,
      limit: `${REPLAY_MS_MAX} ms`,
      ok: replayed.p50 <= REPLAY_MS_MAX,
    },
  ];
}

function replay(dir: string, seq: number): number {
  const state = new State();
  const took = timed(() => {
    const journal = new Journal({ ...host, boot: 'bench' }, dir);
    journal.load();
    journal.replay((record) => evolve(state, record));
    journal.close();
  });
  if (state.seq !== seq) throw new Error(`replay ended at ${state.seq}, not at ${seq}`);
  return took;
}
