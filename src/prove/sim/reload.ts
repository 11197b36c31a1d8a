import type { ControlCommand } from '../../runtime/api/index.ts';
import { layoutOf } from '../../runtime/workspace/index.ts';
import { SPEC, shippedPlayer } from '../../sim/shipped-player.ts';
import { World } from '../../sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../../sim/sim-disk.ts';
import { openSim, ROOT } from '../../sim/sim-workspace.ts';

const MODE = 'default_offline';
const HEAD = `[runtime]\ndefault_mode = "${MODE}"\n`;
const TICKS_BEFORE = 3;
/** By then the run in flight has ended and another one has begun. */
const TICKS_AFTER = 6;
const RUNS_MAX = 20;
const KEY = 'the-reload';
const RELOAD: ControlCommand = { name: 'reload_config' };

/** What an edit in the middle of a run says, and whether it can be used. */
export const EDITS = {
  'a key of the next tick': ['idle_sleep_seconds = 9\n', true],
  'a key of the plan': ['[limits]\nattempts_per_item = 30\n', true],
  'a key of each': ['idle_sleep_seconds = 9\n[limits]\nattempts_per_item = 30\n', true],
  'a mistake': ['[limits]\nattempts_per_itm = 30\n', false],
} as const;
export type Edit = keyof typeof EDITS;

/** A run is in flight, and the config was edited since. */
export interface Edited {
  readonly edit: Edit;
  readonly image: SimImage;
  readonly world: World;
  readonly run: string;
  readonly plan: string;
}

/** `empty`: a workspace to which nothing was handed over. */
export async function edited(empty: SimImage, edit: Edit): Promise<Edited> {
  const disk = new SimDisk(empty);
  disk.plant(layoutOf(ROOT).config, HEAD);
  const world = new World();
  const { runtime } = openSim(disk, world, shippedPlayer);
  await runtime.admit({ family: 'spec', text: SPEC, channel: 'proof' });
  for (let tick = 0; tick < TICKS_BEFORE; tick += 1) await runtime.tick({ wait_ms: 0 });
  const { active, plan_id } = runtime.status();
  runtime.close();
  disk.plant(layoutOf(ROOT).config, `${HEAD}${EDITS[edit][0]}`);
  const run = active[0]?.run_id ?? '';
  return { edit, image: disk.killImage(), world, run, plan: plan_id ?? '' };
}

/** Disk steps of the reload and of the tick that follows it. */
export async function stepsOf({ image, world }: Edited): Promise<number> {
  const disk = new SimDisk(image);
  await reload(disk, world.clone());
  return disk.steps;
}

/** Kills the process in a step of the reload; null = whoever comes next ends where nobody was killed. */
export async function reloadKilledAt(one: Edited, step: number): Promise<string | null> {
  const disk = new SimDisk(one.image, { crash_at: step });
  const world = one.world.clone();
  await reload(disk, world).catch(() => undefined);
  const { runtime } = openSim(new SimDisk(disk.killImage()), world, shippedPlayer);
  await runtime.control(RELOAD, KEY).catch(() => undefined);
  for (let tick = 0; tick < TICKS_AFTER; tick += 1) await runtime.tick({ wait_ms: 0 });
  return problemOf(one, runtime);
}

async function reload(disk: SimDisk, world: World): Promise<void> {
  const { runtime } = openSim(disk, world, shippedPlayer);
  await runtime.control(RELOAD, KEY).catch((error: unknown) => {
    if (disk.crashed) throw error;
  });
  await runtime.tick({ wait_ms: 0 });
  runtime.close();
}

type Runtime = ReturnType<typeof openSim>['runtime'];

/** The run ended under its own plan, the next one under the new plan, and each was said once. */
function problemOf({ edit, run, plan }: Edited, runtime: Runtime): string | null {
  const [text, isUsable] = EDITS[edit];
  const { plan_id, reload: left } = runtime.status();
  const { compiled_plan_id: under, status } = runtime.trace(run);
  if (status !== 'complete' || under !== plan)
    return `the run in flight is ${status} under ${under}`;
  const later = runtime.runs(RUNS_MAX).filter(({ run_id }) => run_id !== run);
  const plans = new Set(later.map(({ run_id }) => runtime.trace(run_id).compiled_plan_id));
  if (plans.size !== 1 || !plans.has(plan_id ?? '')) return `then runs began under ${[...plans]}`;
  const isAnother = isUsable && text.includes('[limits]');
  if ((plan_id !== plan) !== isAnother) return `the plan in the end is ${plan_id}`;
  if ((left?.state === 'refused') === isUsable) return `in the end it says ${left?.what}`;
  const told = runtime.why({ subject: null, before_seq: null, limit: 200, at: null });
  const times = told.rows.filter(({ rules }) => rules.includes('reload')).length;
  return times === 1 ? null : `the reload was recorded ${times} times`;
}
