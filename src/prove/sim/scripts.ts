import type { ControlCommand, ReviseCommand } from '../../runtime/api/index.ts';
import type { WorkspaceRuntime } from '../../runtime/engine/runtime.ts';
import { SPEC, shippedPlayer } from '../../sim/shipped-player.ts';
import type { Played, Player } from '../../sim/sim-attempts.ts';
import type { Process } from './machine.ts';
import { canonicalText } from './oracle.ts';

export const START_MS = Date.UTC(2026, 0, 1);
export const STEP_MS = 60_000;

/** A campaign as a client drives it: one call after the other, and how its stages are played. */
export interface Story {
  readonly player: Player;
  /**
   * Performs one call. `again` performs it in a way that changes nothing when it was done before,
   * but makes a process recover what it finds.
   */
  perform(client: Process, op: number, again: boolean): Promise<string>;
}

/** Request ordinal -> what goes wrong with its first attempt. */
const TROUBLE: Readonly<Record<string, Played>> = {
  '000001': { stdout: 'Sorry, no result.\n' },
  '000003': { stdout: '', stderr: '429 too many requests; retry after 60 seconds\n', exit_code: 1 },
  '000004': { stdout: '', outcome: 'lost' },
};

/**
 * The shipped campaign, with a broken contract, a provider that needs rest, a lost attempt, and
 * usage.
 */
const eventful: Player = (request, world) => {
  const met = world.requests.filter((one) => one.request_id === request.request_id).length;
  const trouble = TROUBLE[request.request_id.slice(-6)];
  if (trouble !== undefined && met === 1) return trouble;
  return withUsage(request, world);
};

const withUsage: Player = (request, world) => {
  const played = shippedPlayer(request, world);
  if (played === null) return null;
  return { ...played, out: { ...played.out, 'usage.json': usage(world.requests.length) } };
};

function usage(input_tokens: number): string {
  const count = { input_tokens, cached_input_tokens: 1, output_tokens: 2, thinking_tokens: 0 };
  return JSON.stringify({ ...count, total_tokens: input_tokens + 3 });
}

/** A call that finds nothing to do and adopts the plan, the handing over of the spec, then ticks. */
export const shippedStory: Story = {
  player: eventful,
  async perform(client, op, again) {
    atItsTime(client, op);
    return op === 1 || (again && op > 1) ? handOver(client) : tick(client);
  },
};

/** Call of the operator who has the running stage done again. */
const RETIRE_OP = 3;

/** The first stage runs on until an operator retires it, and obeys late; the next attempt follows it. */
export const operatedStory: Story = {
  player: (request, world) => (world.requests.length === 1 ? null : withUsage(request, world)),
  async perform(client, op, again) {
    atItsTime(client, op);
    if (op === RETIRE_OP) {
      const command = { name: 'retire', run: null, to: 'again', reason: 'to be proved' } as const;
      await client.runtime.command(command, 'the-retirement');
      return 'retired';
    }
    return op === 1 || (again && op > 1) ? handOver(client) : tick(client);
  },
};

/** Calls by which an operator steps in: before planning, and once the first task is built. */
const STEPS: Readonly<Record<number, ReviseCommand | ControlCommand>> = {
  2: { name: 'pause', plane: 'execution', reason: 'to be proved' },
  8: { name: 'retarget', work: 'task-two', from: 'task-one', to: null, reason: 'to be proved' },
  9: {
    name: 'supersede',
    work: 'task-one',
    replacement: 'task-two',
    cascade: 'retarget',
    reason: 'to be proved',
  },
  10: { name: 'resume', all: false, plane: 'execution' },
};
/** The last of them, and two calls behind it. */
export const STEP_OP_LAST = 12;

/** An operator pauses a plane, changes what waits for what, replaces work, and lets it go on. */
export const steeredStory: Story = {
  player: withUsage,
  async perform(client, op, again) {
    atItsTime(client, op);
    const step = STEPS[op];
    if (step !== undefined) {
      await client.runtime.command(step, `step-${op}`);
      return step.name;
    }
    return op === 1 || (again && op > 1) ? handOver(client) : tick(client);
  },
};

function atItsTime({ clock }: Process, op: number): void {
  clock.setWall(START_MS + op * STEP_MS);
}

export async function tick({ runtime }: Process): Promise<string> {
  return (await runtime.tick({ wait_ms: 0 })).did;
}

export async function handOver({ runtime }: Process): Promise<string> {
  const command = { name: 'admit', family: 'spec', text: SPEC, channel: 'test' } as const;
  await runtime.command(command, 'the-spec');
  return 'admitted';
}

export function statusOf(runtime: WorkspaceRuntime): string {
  return canonicalText(JSON.stringify({ ...runtime.status(), seq: 0 }));
}
