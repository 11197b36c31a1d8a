import { compare, outcomeOf } from '../../src/prove/real/outcome.ts';
import {
  ends,
  proposes,
  type Rule,
  scenarioOf,
  specText,
  USAGE,
} from '../../src/prove/real/scenario.ts';
import { type ProofEnvironment, Site, SiteProblem } from '../../src/prove/real/site.ts';
import { campaignOf } from './numbers.ts';
import type { Part } from './played.ts';
import { expected, isRemediated, specTitle, tasksOf } from './shape.ts';

const WORK_MS = 40;
/** Of three commands, two are disturbed. */
const DISTURBED = 0.66;
const LIFE_MS_MIN = 60;
const LIFE_MS_MAX = 650;
const COMMANDS_MAX = 5000;

/** Real owners, keepers and harnesses; the shape at most once, because each stage takes its time. */
export async function realPart(
  ground: ProofEnvironment,
  specs: number,
  chance: () => number,
): Promise<Part> {
  const start = performance.now();
  const [calm, killed] = await Promise.all([
    campaign(ground, specs, () => 1),
    campaign(ground, specs, chance),
  ]);
  return {
    name: 'real processes, owners and keepers killed',
    numbers: killed.numbers,
    span_ms: killed.span_ms,
    expected: expected(specs, USAGE.total_tokens),
    kills: killed.kills,
    problem: compare(calm.outcome, killed.outcome),
    ms: performance.now() - start,
    growth: [],
  };
}

async function campaign(ground: ProofEnvironment, specs: number, chance: () => number) {
  const site = new Site(ground);
  try {
    const all = Array.from({ length: specs }, (_, spec) => spec);
    const texts = all.map((spec) => specText(specTitle(spec)));
    await site.prepare(scenarioOf(WORK_MS, rulesOf(all)), texts);
    let kills = 0;
    for (let command = 0; command < COMMANDS_MAX; command += 1) {
      if (chance() < DISTURBED) kills += await disturbOnce(site, chance);
      else if ((await site.answer('run', 'once')).did === 'idle') break;
    }
    return { kills, outcome: outcomeOf(site), ...campaignOf(site) };
  } finally {
    await site.remove();
  }
}

/** Kills an owner, the keepers, or both, at a random moment. Returns how many. */
async function disturbOnce(site: Site, chance: () => number): Promise<number> {
  const { clock, processes } = site.environment;
  const owner = site.millrace('run', 'once', '--json');
  await clock.sleep(LIFE_MS_MIN + chance() * (LIFE_MS_MAX - LIFE_MS_MIN));
  const victims = chance();
  const keepers = victims < 0.6 ? site.keepers() : [];
  for (const keeper of keepers) processes.signal(keeper, 'SIGKILL');
  const killsOwner = victims > 0.3 && owner.code() === null;
  if (killsOwner) site.signal(owner.pid, 'SIGKILL');
  const code = await site.finished(owner);
  if (!killsOwner && code !== 0) throw new SiteProblem(owner.errors());
  return keepers.length + (killsOwner ? 1 : 0);
}

function rulesOf(specs: readonly number[]): Rule[] {
  const back = specs.map((spec) => specRoot(spec));
  return [
    ...specs.map((spec) =>
      proposes({ node_id: 'manager', work_id: specRoot(spec) }, tasksOf(spec)),
    ),
    proposes({ node_id: 'manager', work_id: 'incident-*' }, ['task-instead-{{root}}']),
    proposes({ node_id: 'manager', work_id: 'arbiter-gap-*' }, ['task-gap-{{root}}']),
    ends({ node_id: 'builder', work_id: 'task-back-*' }, 'BLOCKED'),
    ends({ node_id: 'checker', work_id: 'task-late-*' }, 'BLOCKED'),
    ends({ node_id: 'checker', work_id: 'task-fix-*' }, 'FIX_NEEDED'),
    ends({ node_id: 'troubleshooter' }, 'BLOCKED'),
    ends({ node_id: 'consultant' }, 'NEEDS_PLANNING'),
    ...back
      .filter((_, spec) => isRemediated(spec))
      .map((root) => ends({ node_id: 'arbiter', root }, 'REMEDIATION_NEEDED', 1)),
  ];
}

function specRoot(spec: number): string {
  return `spec-${specTitle(spec).toLowerCase().replace(' ', '-')}`;
}
