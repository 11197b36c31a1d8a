import type { Attempt, AttemptChange, Decision, Run, State } from '../../kernel/index.ts';
import type { TreeNote } from '../../ports/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { notePlace, shelfOf } from '../workspace/tree-place.ts';

/** What became of a folder between two notes, to be kept for later. */
interface Difference {
  readonly work_dir: string;
  readonly root: string | null;
  readonly from: TreeNote | undefined;
  readonly to: TreeNote;
}

/**
 * Notes the work folder before and after each stage, in the record of its dispatch and of its result. A
 * stage that follows at once begins with what the one before it left.
 */
export class StageNotes {
  /** Taken in this step of work, per folder. */
  private readonly fresh = new Map<string, TreeNote>();
  private pending: Difference[] = [];

  constructor(
    private readonly ports: Pick<EnginePorts, 'notes' | 'hash'>,
    private readonly layout: Layout,
  ) {}

  /** Time passes: the next note is taken anew. */
  forget(): void {
    this.fresh.clear();
  }

  /** Digest by which it shows that nothing has changed; null = nobody can tell. */
  digest(work_dir: string): string | null {
    return this.noteOf(work_dir).id ?? null;
  }

  /** The decision about the end of an attempt, with what the folder holds now. */
  after(run: Run, decision: Decision): Decision {
    const live = run.request?.live;
    if (live == null) return decision;
    this.fresh.delete(live.work_dir);
    const tree = this.noteOf(live.work_dir);
    this.pending.push({ work_dir: live.work_dir, root: run.root, from: live.tree, to: tree });
    return endOf(decision, live, tree);
  }

  /** The decision that dispatches an attempt, with what that finds; others as they are. */
  before(state: State, decision: Decision): Decision {
    const attempt = decision.changes.find((change) => change.k === 'attempt@1');
    if (attempt?.k !== 'attempt@1') return decision;
    const tree = this.noteOf(attempt.work_dir);
    const root = rootOf(state, decision, attempt);
    const from = state.lineages.get(root ?? '')?.trees?.spans.at(-1)?.after;
    this.pending.push({ work_dir: attempt.work_dir, root, from, to: tree });
    const changes = decision.changes.map((one) => (one === attempt ? { ...attempt, tree } : one));
    return { ...decision, changes };
  }

  /** Whatever waits for a stage to be started. */
  keep(): void {
    const { notes, hash } = this.ports;
    for (const { work_dir, root, from, to } of this.pending) {
      if (from?.id === undefined || to.id === undefined || from.id === to.id) continue;
      notes.keep(notePlace(this.layout, work_dir), shelfOf(hash, root), from.id, to.id);
    }
    this.pending = [];
  }

  private noteOf(work_dir: string): TreeNote {
    const known = this.fresh.get(work_dir);
    if (known !== undefined) return known;
    const note = this.ports.notes.note(notePlace(this.layout, work_dir));
    this.fresh.set(work_dir, note);
    return note;
  }
}

function endOf(decision: Decision, { id, shared }: Attempt, tree: TreeNote): Decision {
  // Whoever reads the records of its run alone does not see the other one.
  const noted = shared === true ? { tree, shared } : { tree };
  const changes = decision.changes.map((change) => {
    const isEnd = change.k === 'result@1' || change.k === 'attempt-end@1';
    return isEnd && change.attempt === id ? { ...change, ...noted } : change;
  });
  return { ...decision, changes };
}

function rootOf(state: State, { changes }: Decision, { request }: AttemptChange): string | null {
  const made = changes.find((change) => change.k === 'request@1' && change.request === request);
  const id = made?.k === 'request@1' ? made.run : undefined;
  const run = [...state.runs.values()].find((one) => one.id === id || one.request?.id === request);
  return run?.root ?? null;
}
