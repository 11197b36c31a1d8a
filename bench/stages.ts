import { enginePorts } from '../src/backend/host.ts';
import { layoutOf } from '../src/runtime/workspace/index.ts';
import { specText, TASKS_PER_SPEC, taskText } from './documents.ts';
import { Held } from './held.ts';
import type { AttemptContent } from './keeper.ts';
import { type Bare, type Row, ratio, type Stat, statOf, timed } from './measure.ts';
import { MemoryFolder } from './memory-folder.ts';
import { PlayedAttempts } from './played-attempts.ts';
import { promptRows } from './prompts.ts';

const WARM_UP_STAGES = 200;
const STAGES = 300;
const P50_MAX = 4;
const MEAN_MAX = 5;
const GROWTH_MAX = 1.3;
/** Milliseconds per stage of release 0.18.0 on its own runtime, without processes as well. */
const BEFORE_MS: Readonly<Record<number, number>> = { 20: 14, 1000: 75, 5000: 341 };

export interface Campaign {
  readonly root: string;
  readonly queued: number;
  readonly done: number;
}

/** One workspace in the middle of its work, kept at its size. */
class Runner {
  readonly stages: number[] = [];
  readonly bare: number[] = [];
  readonly composed: number[] = [];
  readonly quiet: number[] = [];
  private next: number;

  private constructor(
    readonly queued: number,
    private readonly held: Held,
    readonly attempts: PlayedAttempts,
    done: number,
  ) {
    this.next = done + queued;
  }

  static async open({ root, queued, done }: Campaign): Promise<Runner> {
    const ports = enginePorts(root);
    const folder = layoutOf(root).attempts;
    const disk = new MemoryFolder(ports.disk, folder, `${root}/evidence`);
    const attempts = new PlayedAttempts(disk, folder);
    const held = await Held.take(root, { ...ports, disk, attempts: () => attempts });
    held.work();
    attempts.begin();
    return new Runner(queued, held, attempts, done);
  }

  stage(bare: Bare, counts: boolean): void {
    this.attempts.play();
    const reference = bare.pair();
    const ms = timed(() => this.apply());
    const composed = this.held.compose();
    if (counts) {
      // What goes into the attempt folder has a line of its own.
      this.stages.push(ms - composed);
      this.composed.push(composed);
      this.bare.push(reference);
    }
    this.fill();
    this.attempts.begin();
    this.quiet.push(timed(() => this.held.work()));
  }

  release(): Promise<void> {
    return this.held.release();
  }

  private apply(): void {
    const work = this.held.work();
    if (work.kind !== 'applied') throw new Error(`a stage was expected, not ${work.kind}`);
  }

  /** Hands over a task for each that left the queue, and the spec that comes with it. */
  private fill(): void {
    const { state } = this.held.owner;
    while ((state.depth.get('task')?.queue ?? 0) < this.queued) {
      const index = this.next;
      if (index % TASKS_PER_SPEC === 0) {
        this.held.admit({
          family: 'spec',
          text: specText(index / TASKS_PER_SPEC),
          channel: 'bench',
        });
      }
      this.held.admit({ family: 'task', text: taskText(index), channel: 'bench' });
      this.next += 1;
    }
  }
}

export interface Stages {
  readonly rows: readonly Row[];
  /** What the last stage was given. */
  readonly content: AttemptContent | null;
}

/** Whole stages at several sizes, interleaved, each next to one bare append. */
export async function measureStages(campaigns: readonly Campaign[], bare: Bare): Promise<Stages> {
  const runners: Runner[] = [];
  for (const campaign of campaigns) runners.push(await Runner.open(campaign));
  for (let at = 0; at < WARM_UP_STAGES + STAGES; at += 1) {
    for (const runner of runners) runner.stage(bare, at >= WARM_UP_STAGES);
  }
  const rows = runners.flatMap((runner) => rowsOf(runner));
  const [small, large] = [runners[0], runners.at(-1)];
  if (small !== undefined && large !== undefined) rows.push(growth(small, large));
  rows.push(...promptRows(runners[0]?.attempts.prompts ?? []));
  const content = runners[0]?.attempts.latest ?? null;
  for (const runner of runners) await runner.release();
  return { rows, content };
}

function rowsOf({ queued, stages, bare, composed, quiet: quietTimes }: Runner): Row[] {
  const time = statOf(stages);
  const reference = statOf(bare);
  const p50 = time.p50 / reference.p50;
  const mean = time.mean / reference.mean;
  const before = BEFORE_MS[queued];
  const size = queued.toLocaleString('en');
  const earlier = before === undefined ? '' : `; release 0.18.0: ${before} ms`;
  const folder = {
    what: `composing the attempt folder, ${size} queued`,
    time: statOf(composed),
    ok: null,
  };
  const quiet = {
    what: `looking around while it runs, ${size} queued`,
    time: statOf(quietTimes),
    ok: null,
  };
  return [
    { what: `bare append, beside ${size} queued`, time: reference, ok: null },
    {
      what: `whole stage without processes, ${size} queued`,
      time,
      result: `p50 ${ratio(p50)} bare, mean ${ratio(mean)}${earlier}`,
      limit: `${P50_MAX} x, ${MEAN_MAX} x`,
      ok: p50 <= P50_MAX && mean <= MEAN_MAX,
    },
    folder,
    quiet,
  ];
}

function growth(small: Runner, large: Runner): Row {
  const part = (pick: (stat: Stat) => number) =>
    pick(statOf(large.stages)) / pick(statOf(small.stages));
  const p50 = part((stat) => stat.p50);
  const sizes = [large, small].map(({ queued }) => queued.toLocaleString('en'));
  return {
    what: `a stage with ${sizes[0]} beside ${sizes[1]} queued`,
    result: `p50 ${ratio(p50)}, mean ${ratio(part((stat) => stat.mean))}`,
    limit: ratio(GROWTH_MAX),
    ok: p50 <= GROWTH_MAX,
  };
}
