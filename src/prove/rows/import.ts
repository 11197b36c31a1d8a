import { importInput } from '../../backend/import.ts';
import { isMillraceError } from '../../runtime/errors/errors.ts';
import { applyImport, loadHandover, rollbackImport } from '../../runtime/index.ts';
import { RUNTIME_FOLDER } from '../../runtime/plan/index.ts';
import { shippedPlayer } from '../../sim/shipped-player.ts';
import { World } from '../../sim/sim-attempts.ts';
import { SimDisk } from '../../sim/sim-disk.ts';
import { openSim, ROOT, simPorts } from '../../sim/sim-workspace.ts';
import { plantEarlier } from '../sim/earlier-workspace.ts';
import { chanceOf, type Lab } from '../sim/lab.ts';
import { type End, judgeReversal, type Reversal, reversalOf } from '../sim/reversal.ts';
import type { Row } from './row.ts';

const BASE = `${ROOT}/${RUNTIME_FOLDER}`;
/** After everything in the workspace. */
const NOW_MS = Date.UTC(2026, 0, 5, 11);
const VERSION = '99.0.0';
type Handover = Awaited<ReturnType<typeof loadHandover>>;

interface Scene {
  readonly reversal: Reversal;
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
      const expected = await scene;
      return judgeReversal(expected.reversal, chanceOf(lab, number), (disk, end) => {
        const [found, wanted] =
          end === 'apply' ? [standing(disk), expected.standing] : [files(disk), expected.files];
        return found === wanted ? null : `found ${found}\nexpected ${wanted}`;
      });
    },
  };
}

async function sceneOf({ empty }: Lab): Promise<Scene> {
  const handover = await loadHandover();
  const before = new SimDisk(empty);
  plantEarlier(before, BASE);
  const reversal = reversalOf(before, (disk, end) => perform(handover, disk, end));
  const imported = new SimDisk(reversal.after.killImage());
  return { reversal, standing: standing(imported), files: files(before) };
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
