import type { SkillCommand } from '../../runtime/api/index.ts';
import { workspacePath } from '../../runtime/plan/index.ts';
import { done, shippedPlayer } from '../../sim/shipped-player.ts';
import { type Player, World } from '../../sim/sim-attempts.ts';
import { SimDisk, type SimImage } from '../../sim/sim-disk.ts';
import { freshDisk, openSim, ROOT } from '../../sim/sim-workspace.ts';
import type { Lab } from '../sim/lab.ts';
import { type Row, spread } from './row.ts';

const MODE = 'learning_offline';
const SKILL = 'builder-core';
const PATH = `${ROOT}/${workspacePath(`skills/stage/execution/${SKILL}/SKILL.md`)}`;
const NEW = `---\nname: ${SKILL}\ndescription: How to build.\n---\n# Building\n\nTest first.\n`;
const REQUEST =
  '# Learn\n\nLearning-Request-ID: learn-1\nRequested-Action: improve\n' +
  'Created-At: 2026-01-01T00:00:00Z\nCreated-By: prove\n';
const KEY = 'one-promotion';
const PROMOTE: SkillCommand = { name: 'promote_skill', skill: SKILL, is_person: true };
/** Calls that a learning request takes to its end, and that a process needs after a kill. */
const CALLS_MAX = 20;

/** Every stage finds a lesson. */
const player: Player = (request, world) => {
  if (request.node.plane !== 'learning') return shippedPlayer(request, world);
  const outcome = Object.keys(request.node.allowed_result_classes_by_outcome)[0] ?? '';
  const played = done(outcome, request);
  const promoted = request.node.artifacts.find(({ promotes }) => promotes !== undefined);
  if (promoted === undefined) return played;
  return { ...played, out: { ...played.out, [promoted.file]: NEW } };
};

interface Proposed {
  readonly image: SimImage;
  readonly world: World;
  readonly old: string;
  readonly steps: readonly number[];
}

/** A text for a skill is taken once and whole, whenever the process dies that takes it. */
export function promotionRow(lab: Lab): Row {
  let proposed: Promise<Proposed> | null = null;
  return {
    name: 'promotion',
    fault: 'a kill at any disk step of the call that takes a text for a skill',
    quick: 10,
    total: null,
    waits: false,
    check: async (number) => {
      proposed ??= propose(lab);
      const one = await proposed;
      return takenAfterKill(one, spread(one.steps, number, lab.seed));
    },
  };
}

async function propose({ source }: Lab): Promise<Proposed> {
  const disk = freshDisk(source, MODE);
  const world = new World();
  const { runtime } = openSim(disk, world, player);
  await runtime.admit({ family: 'learning_request', text: REQUEST, channel: 'prove' });
  for (let call = 0; call < CALLS_MAX; call += 1) await runtime.tick({ wait_ms: 0 });
  runtime.close();
  const image = disk.killImage();
  const whole = new SimDisk(image);
  await openSim(whole, world.clone(), player).runtime.control(PROMOTE, KEY);
  const steps = Array.from({ length: whole.steps }, (_, at) => at + 1);
  return { image, world, old: textIn(disk), steps };
}

async function takenAfterKill(
  { image, world, old }: Proposed,
  crash_at: number,
): Promise<string | null> {
  const crashing = new SimDisk(image, { crash_at });
  const first = openSim(crashing, world.clone(), player).runtime;
  await first.control(PROMOTE, KEY).catch(() => undefined);
  const disk = new SimDisk(crashing.killImage());
  const found = textIn(disk);
  if (found !== old && found !== NEW) return `step ${crash_at}: the skill is half written`;
  const { runtime } = openSim(disk, world.clone(), player);
  await runtime.control(PROMOTE, KEY);
  for (let call = 0; call < 2; call += 1) await runtime.tick({ wait_ms: 0 });
  if (textIn(disk) !== NEW) return `step ${crash_at}: the skill does not read as it was decided`;
  const { versions } = runtime.skill(SKILL);
  return versions.length === 1 ? null : `step ${crash_at}: ${versions.length} versions of one`;
}

function textIn(disk: SimDisk): string {
  return new TextDecoder().decode(disk.read(PATH) ?? undefined);
}
