import { shippedPlayer } from '../../sim/shipped-player.ts';
import { World } from '../../sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../../sim/sim-disk.ts';
import { freshDisk, openSim, ROOT } from '../../sim/sim-workspace.ts';
import type { Lab } from '../sim/lab.ts';
import { type Row, spread } from './row.ts';

const MODE = 'default_offline';
const NAMES = ['bench.md', 'pond.md', 'shed.md'];
const idea = (name: string, of: string) => `# ${of} ${name}\n\nDone when: ${name} is ${of}\n`;
const ASKED = { state: null, root: null, after: null, limit: 50 };

interface Scene {
  readonly kind: string;
  readonly image: SimImage;
  readonly expected: string;
}

interface Kill {
  readonly scene: Scene;
  readonly crash_at: number;
  readonly torn: boolean;
}

/** An idea is taken out of the inbox once and whole, and so is an edit of it. */
export function ideaRow(lab: Lab): Row {
  let kills: Promise<Kill[]> | null = null;
  return {
    name: 'idea',
    fault:
      'a kill at any disk step of the call that takes ideas, or edits of them, from their inbox',
    quick: 20,
    total: null,
    waits: false,
    check: async (number) => {
      kills ??= killsOf(lab);
      return takenAfterKill(spread(await kills, number, lab.seed));
    },
  };
}

async function killsOf({ source }: Lab): Promise<Kill[]> {
  const kills: Kill[] = [];
  for (const kind of ['new', 'edited']) {
    const image = await inboxOf(freshDisk(source, MODE), kind === 'edited');
    const whole = new SimDisk(image);
    await tick(whole);
    const scene = { kind, image, expected: told(whole) };
    for (let crash_at = 1; crash_at <= whole.steps; crash_at += 1)
      for (const torn of [false, true]) kills.push({ scene, crash_at, torn });
  }
  return kills;
}

/** Paused, so that only the inbox moves. */
async function inboxOf(disk: SimDisk, isEdit: boolean): Promise<SimImage> {
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  await runtime.control({ name: 'pause', reason: 'to look' });
  if (isEdit) {
    plant(disk, 'new');
    await runtime.tick({ wait_ms: 0 });
  }
  runtime.close();
  plant(disk, isEdit ? 'better' : 'new');
  return disk.killImage();
}

function plant(disk: SimDisk, of: string): void {
  for (const name of NAMES) disk.plant(`${ROOT}/ideas/inbox/${name}`, idea(name, of));
}

async function takenAfterKill({ scene, crash_at, torn }: Kill): Promise<string | null> {
  const crashing = new SimDisk(scene.image, { crash_at, ...(torn ? { torn: 0.5 } : {}) });
  await tick(crashing).catch(() => undefined);
  const disk = new SimDisk(crashing.killImage());
  for (let call = 0; call < 2; call += 1) await tick(disk);
  const found = told(disk);
  if (found === scene.expected) return null;
  return `${scene.kind} ideas, step ${crash_at}: ${found}\nexpected: ${scene.expected}`;
}

async function tick(disk: SimDisk): Promise<void> {
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  await runtime.tick({ wait_ms: 0 });
  runtime.close();
}

/** What became of each idea, and the text of each spec. */
function told(disk: SimDisk): string {
  const { runtime } = openSim(disk, new World(), shippedPlayer);
  const ideas = runtime.entries({ of: 'ideas', ...ASKED }).rows;
  const roots = runtime.list({ of: 'roots', ...ASKED }).rows;
  const fates = ideas.map(({ kind, item }) => `${item} ${kind}`).sort();
  const texts = roots.map(({ about }) => runtime.rootText(about.root ?? '').text).sort();
  runtime.close();
  return JSON.stringify([fates, texts]);
}
