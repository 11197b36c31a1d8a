import { done, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import { type Player, World } from '../../../src/sim/sim-attempts.ts';
import { openSim } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';

type Runtime = ReturnType<typeof openSim>['runtime'];

const TICKS_MAX = 80;

/** How nodes end that the campaign of the other loops does not know: outcomes in order, the last for ever. */
export type Script = Readonly<Record<string, readonly [Ending, ...Ending[]]>>;

export interface Ending {
  readonly outcome: string;
  /** Documents that it proposes, by name. */
  readonly work?: Readonly<Record<string, string>>;
  /** More files in `out/`. */
  readonly out?: Readonly<Record<string, string>>;
}

/** A workspace of a shipped mode, played by a script. */
export function scene(mode: string, script: Script) {
  const disk = freshDisk(mode);
  const world = new World();
  return { disk, world, runtime: openSim(disk, world, playerOf(script)).runtime };
}

export function playerOf(script: Script): Player {
  return (request, world) => {
    const endings = script[request.node.node_id];
    if (endings === undefined) return shippedPlayer(request, world);
    const { node_id } = request.node;
    const nth = world.requests.filter((one) => one.node.node_id === node_id).length;
    const {
      outcome,
      work = {},
      out = {},
    } = endings[Math.min(nth, endings.length) - 1] ?? endings[0];
    const played = done(outcome, request, work);
    return { ...played, out: { ...played.out, ...out } };
  };
}

/** Ticks until nothing can go on: each stage with its outcome and where that led. */
export async function play(runtime: Runtime): Promise<string[]> {
  const story: string[] = [];
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did, applied } = await runtime.tick({ wait_ms: 0 });
    if (did === 'idle' || did === 'waiting') return story;
    if (applied !== null) story.push(`${applied.node} ${applied.outcome} -> ${applied.goes_to}`);
  }
  throw new Error(`not at rest after ${TICKS_MAX} ticks`);
}

/** Family/id -> where it stands. */
export function standing(runtime: Runtime): Record<string, string> {
  const asked = { state: null, root: null, after: null, limit: 100 };
  const rows = (['roots', 'items'] as const).flatMap((of) => runtime.list({ of, ...asked }).rows);
  return Object.fromEntries(rows.map(({ key, about }) => [key, about.state]));
}
