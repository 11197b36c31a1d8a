import { type Calm, finish, inSite, SCENARIO, SPECS } from '../real/campaign.ts';
import { compare, outcomeOf } from '../real/outcome.ts';
import { type Command, type ProofEnvironment, type Site, SiteProblem } from '../real/site.ts';
import { chanceOf } from '../sim/lab.ts';
import type { Row } from './row.ts';

const KILLS = 8;
/** From before an owner has read anything to after its stage has ended. */
const LIFE_MS_MIN = 60;
const LIFE_MS_MAX = 600;
const LOOP_LIFE_MS_MAX = 1500;
const OWNERS = 3;
const ROUNDS = 4;
const STOPPED_MS_MAX = 400;
const SPARE_LOOKS_MAX = 12;
/** About as long as a stage of the campaign takes. */
const SPARE_LIFE_MS_MAX = 250;
/** Beyond what an owner waits for a spare that says nothing. */
const SPARE_STOPPED_MS_MAX = 1500;

export interface Yard {
  readonly environment: ProofEnvironment;
  readonly calm: Calm;
  readonly seed: number;
}

/** Real owners and keepers are killed at random moments of a real campaign. */
export function processRow(yard: Yard): Row {
  const fault = 'SIGKILL of real owners and keepers at random moments';
  return realRow(yard, { name: 'processes', fault, rounds: KILLS, once: killOnce });
}

async function killOnce(site: Site, chance: () => number): Promise<void> {
  const stays = chance() < 0.5;
  const owner = stays ? loop(site) : tick(site);
  const life_ms_max = stays ? LOOP_LIFE_MS_MAX : LIFE_MS_MAX;
  await site.environment.clock.sleep(LIFE_MS_MIN + chance() * (life_ms_max - LIFE_MS_MIN));
  const victims = chance();
  const keepers = victims < 0.6 ? site.keepers() : [];
  for (const keeper of keepers) site.environment.processes.signal(keeper, 'SIGKILL');
  if (victims > 0.3) site.signal(owner.pid, 'SIGKILL');
  else if (stays) site.signal(owner.pid, 'SIGTERM');
  await site.finished(owner);
}

/** An owner for the length of one stage, or of a short wait for the loop of another one. */
function tick(site: Site): Command {
  return site.millrace('run', 'once', '--wait-seconds', '3', '--json');
}

/** An owner that stays until it is told to stop. */
function loop(site: Site): Command {
  return site.millrace('run', 'daemon', '--monitor', 'none');
}

/** Several owners at once, of which one is stopped for a while in the middle of what it does. */
export function raceRow(yard: Yard): Row {
  const fault = 'three owners at once, one of them stopped for a while';
  return realRow(yard, { name: 'race', fault, rounds: ROUNDS, once: raceOnce });
}

interface Disturbance {
  readonly name: string;
  readonly fault: string;
  readonly rounds: number;
  readonly once: (site: Site, chance: () => number) => Promise<void>;
}

function realRow(yard: Yard, { name, fault, rounds, once }: Disturbance): Row {
  return {
    name,
    fault,
    quick: 1,
    total: null,
    waits: true,
    check: (number) =>
      disturbed(yard, async (site) => {
        const chance = chanceOf(yard, number);
        for (let round = 0; round < rounds; round += 1) await once(site, chance);
      }),
  };
}

async function raceOnce(site: Site, chance: () => number): Promise<void> {
  const { clock } = site.environment;
  const stays = loop(site);
  const owners = [stays];
  while (owners.length < OWNERS) owners.push(tick(site));
  await clock.sleep(LIFE_MS_MIN + chance() * LIFE_MS_MAX);
  const stopped = owners[Math.floor(chance() * OWNERS)];
  if (stopped !== undefined) {
    site.signal(stopped.pid, 'SIGSTOP');
    await clock.sleep(chance() * STOPPED_MS_MAX);
    site.signal(stopped.pid, 'SIGCONT');
  }
  for (const owner of owners.slice(1)) await site.finished(owner);
  site.signal(stays.pid, 'SIGTERM');
  for (const owner of owners) {
    if ((await site.finished(owner)) !== 0) throw new SiteProblem(owner.errors());
  }
}

/** The keeper that a loop has ready for its next stage is killed, or stopped for a while. */
export function spareRow(yard: Yard): Row {
  return {
    name: 'spares',
    fault: 'SIGKILL or a stop of spare keepers, before, while and after they get their attempt',
    quick: 1,
    total: null,
    waits: true,
    check: (number) =>
      disturbed(yard, async (site) => {
        const chance = chanceOf(yard, number);
        const owner = loop(site);
        for (let look = 0; look < SPARE_LOOKS_MAX; look += 1) await meetSpare(site, chance);
        site.signal(owner.pid, chance() < 0.5 ? 'SIGKILL' : 'SIGTERM');
        await site.finished(owner);
      }),
  };
}

async function meetSpare(site: Site, chance: () => number): Promise<void> {
  const { clock, processes } = site.environment;
  const [spare] = site.spares();
  await clock.sleep(chance() * SPARE_LIFE_MS_MAX);
  if (spare === undefined) return;
  if (chance() < 0.6) return processes.signal(spare, 'SIGKILL');
  processes.signal(spare, 'SIGSTOP');
  await clock.sleep(chance() * SPARE_STOPPED_MS_MAX);
  processes.signal(spare, 'SIGCONT');
}

/** Disturbs a campaign, lets it end, and compares it with one that nobody disturbed. */
export async function disturbed(
  { environment, calm }: Yard,
  disturb: (site: Site) => Promise<void>,
): Promise<string | null> {
  const expected = await calm.whole();
  return inSite(environment, async (site) => {
    try {
      await site.prepare(SCENARIO, SPECS);
      await disturb(site);
      await finish(site);
    } catch (error) {
      if (error instanceof SiteProblem) return error.message;
      throw error;
    }
    const problem = compare(expected, outcomeOf(site));
    return problem ?? leftBehind(site);
  });
}

/** Keepers end with their attempts. */
async function leftBehind(site: Site): Promise<string | null> {
  const { clock } = site.environment;
  for (let look = 0; look < LEFT_LOOKS_MAX; look += 1) {
    if (site.living().length === 0) return null;
    await clock.sleep(LEFT_POLL_MS);
  }
  const [first] = site.living();
  return first === undefined ? null : `a process is left: ${first.argv.join(' ').slice(0, 200)}`;
}

const LEFT_LOOKS_MAX = 200;
const LEFT_POLL_MS = 20;
