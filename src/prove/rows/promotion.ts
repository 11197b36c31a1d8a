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
const OTHER = 'testing';
const OTHER_TEXT = NEW.replaceAll(SKILL, OTHER);

/** What is decided about a skill, and how its file reads before and after. */
interface Decided {
  readonly command: SkillCommand;
  readonly path: string;
  readonly old: string | null;
  readonly text: string;
}

function decisions(old: string): Decided[] {
  const source = 'https://skills.example/index.json';
  const files = [{ path: 'SKILL.md', text: OTHER_TEXT }];
  const how = { source, replace: false, from_index: true, is_person: true };
  return [
    {
      command: { name: 'promote_skill', skill: SKILL, is_person: true },
      path: PATH,
      old,
      text: NEW,
    },
    {
      command: { name: 'install_skill', skill: OTHER, files, ...how },
      path: `${ROOT}/${workspacePath(`skills/${OTHER}/SKILL.md`)}`,
      old: null,
      text: OTHER_TEXT,
    },
  ];
}

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
  readonly kills: readonly { readonly decided: Decided; readonly crash_at: number }[];
}

/** A text for a skill is taken once and whole, whenever the process dies that takes it. */
export function promotionRow(lab: Lab): Row {
  let proposed: Promise<Proposed> | null = null;
  return {
    name: 'promotion',
    fault: 'a kill at any disk step of the call that takes or installs a text for a skill',
    quick: 10,
    total: null,
    waits: false,
    check: async (number) => {
      proposed ??= propose(lab);
      const one = await proposed;
      return takenAfterKill(one, spread(one.kills, number, lab.seed));
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
  const kills = [];
  for (const decided of decisions(textAt(disk, PATH) ?? '')) {
    const whole = new SimDisk(image);
    await openSim(whole, world.clone(), player).runtime.control(decided.command, KEY);
    for (let crash_at = 1; crash_at <= whole.steps; crash_at += 1)
      kills.push({ decided, crash_at });
  }
  return { image, world, kills };
}

async function takenAfterKill(
  { image, world }: Proposed,
  { decided, crash_at }: Proposed['kills'][number],
): Promise<string | null> {
  const { command, path, old, text } = decided;
  const where = `${command.name}, step ${crash_at}`;
  const crashing = new SimDisk(image, { crash_at });
  const first = openSim(crashing, world.clone(), player).runtime;
  await first.control(command, KEY).catch(() => undefined);
  const disk = new SimDisk(crashing.killImage());
  if (![old, text].includes(textAt(disk, path))) return `${where}: the skill is half written`;
  const { runtime } = openSim(disk, world.clone(), player);
  await runtime.control(command, KEY);
  for (let call = 0; call < 2; call += 1) await runtime.tick({ wait_ms: 0 });
  if (textAt(disk, path) !== text) return `${where}: the skill does not read as it was decided`;
  const { versions } = runtime.skill(command.skill);
  return versions.length === 1 ? null : `${where}: ${versions.length} versions of one`;
}

function textAt(disk: SimDisk, path: string): string | null {
  const bytes = disk.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
