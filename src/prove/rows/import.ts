import { importInput } from '../../backend/import.ts';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { applyImport, loadHandover, rollbackImport } from '../../runtime/index.ts';
import { RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import { shippedPlayer } from '../../sim/shipped-player.ts';
import { World } from '../../sim/sim-attempts.ts';
import { SimCrash, SimDisk } from '../../sim/sim-disk.ts';
import { openSim, ROOT, simPorts } from '../../sim/sim-workspace.ts';
import { plantEarlier } from '../sim/earlier-workspace.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import type { Row } from './row.ts';

const BASE = `${ROOT}/${RUNTIME_FOLDER}`;
/** After everything in the workspace. */
const NOW_MS = Date.UTC(2026, 0, 5, 11);
const VERSION = '99.0.0';
/** Calls until nothing is left to do; each finishes what the one before it left. */
const CALLS_MAX = 4;
const ENDS = ['apply', 'rollback'] as const;
type End = (typeof ENDS)[number];
type Handover = Awaited<ReturnType<typeof loadHandover>>;

interface Scene {
  readonly handover: Handover;
  readonly before: SimDisk;
  readonly after: SimDisk;
  readonly steps: Readonly<Record<End, number>>;
  /** What a person sees of the imported workspace. */
  readonly standing: string;
  /** Every file of the earlier one. */
  readonly files: string;
}

/**
 * An import of an earlier workspace, or its undoing, is killed, and so is the call that goes on. Whoever
 * applies has all of its work then, and whoever undoes has every byte that was there before.
 */
export function importRow(lab: Lab): Row {
  let scene: Promise<Scene> | null = null;
  return {
    name: 'import',
    fault:
      'kill -9 of an import of an earlier workspace, of its undoing, and of the call that goes on',
    quick: 40,
    total: null,
    waits: false,
    async check(number) {
      scene ??= sceneOf(lab);
      return judged(await scene, chanceOf(lab, number));
    },
  };
}

function judged(scene: Scene, chance: () => number): string | null {
  const { handover } = scene;
  const one = <T>(list: readonly [T, ...T[]]) =>
    list[Math.floor(chance() * list.length)] ?? list[0];
  const first = one(ENDS);
  let disk = first === 'apply' ? scene.before : scene.after;
  const kills: string[] = [];
  for (const end of [first, one(ENDS)]) {
    const crash_at = 1 + Math.floor(chance() * scene.steps[end]);
    disk = new SimDisk(disk.killImage(), { crash_at, ...(chance() < 0.5 ? {} : { torn: 0.5 }) });
    kills.push(`${end} killed at step ${crash_at}: ${outcome(handover, disk, end)}`);
  }
  const end = one(ENDS);
  const last = new SimDisk(disk.killImage());
  settle(handover, last, end);
  const [found, expected] =
    end === 'apply' ? [standing(last), scene.standing] : [files(last), scene.files];
  if (found === expected) return null;
  return `${kills.join('\n')}\nthen ${end}\n=> found ${found}\nexpected ${expected}`;
}

async function sceneOf({ empty }: Lab): Promise<Scene> {
  const handover = await loadHandover();
  const before = new SimDisk(empty);
  plantEarlier(before, BASE);
  const after = new SimDisk(before.killImage());
  const start = after.steps;
  settle(handover, after, 'apply');
  const apply = after.steps - start;
  const back = new SimDisk(after.killImage());
  settle(handover, back, 'rollback');
  const seen = standing(new SimDisk(after.killImage()));
  const steps = { apply, rollback: back.steps };
  return { handover, before, after, steps, standing: seen, files: files(before) };
}

/** Calls until there is nothing left to do. */
function settle(handover: Handover, disk: SimDisk, end: End): void {
  for (let calls = 0; calls < CALLS_MAX; calls += 1) if (perform(handover, disk, end)) return;
}

/** True when nothing was left to do. */
function perform(handover: Handover, disk: SimDisk, end: End): boolean {
  const { ports } = simPorts(disk, new World(), shippedPlayer, NOW_MS);
  const release = { shared: disk, assets: ports.assets, version: VERSION, handover };
  try {
    if (end === 'rollback') rollbackImport(ports, ROOT);
    else applyImport(ports, importInput(ports, release, ROOT, null));
    return false;
  } catch (error) {
    if (!isMillraceError(error)) throw error;
    // An undoing that was cut short is finished first, as the refusal says.
    if (error.code !== 'workspace_foreign' || end === 'rollback') return true;
    perform(handover, disk, 'rollback');
    return false;
  }
}

function outcome(handover: Handover, disk: SimDisk, end: End): string {
  try {
    settle(handover, disk, end);
    return 'it had ended before';
  } catch (error) {
    if (error instanceof SimCrash) return disk.explain(2);
    throw error;
  }
}

/** Without ids that are another each time. */
function standing(disk: SimDisk): string {
  try {
    const { runtime } = openSim(disk, new World(), shippedPlayer, NOW_MS);
    const { queues, active, pauses, closure, totals } = runtime.status();
    return JSON.stringify({ queues, active, pauses, closure, totals });
  } catch (error) {
    if (isMillraceError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
}

function files(disk: SimDisk): string {
  return JSON.stringify(Object.entries(disk.dump(BASE)).sort());
}
