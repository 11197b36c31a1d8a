import { join } from 'node:path';
import { expect, it } from 'vitest';
import { done, task } from '../../../src/sim/shipped-player.ts';
import type { Played } from '../../../src/sim/sim-attempts.ts';
import { governed, using } from '../support/usage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday; the clocks of Berlin are set ahead in the fourth week. */
const START_MS = Date.UTC(2026, 2, 9, 7);
const DAYS = 30;
const STAGE_MS = 25 * MINUTE_MS;
const STAGE_TOKENS = 40_000;
/** More than is done in that time. */
const ITEMS = 250;

const RULES = `[usage_governance]
enabled = true
calendar_timezone = "Europe/Berlin"

[[usage_governance.runtime_token_rules.rules]]
rule_id = "five-hours"
window = "rolling_5h"
threshold = 300_000

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 1_000_000
hard = true

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-week"
window = "calendar_week"
threshold = 4_000_000

[limits]
stages_per_lineage = 100000
attempts_per_item = 10000
`;

/** From when to when the provider answers nobody, in hours since the start. */
const OUTAGES: readonly (readonly [number, number])[] = [
  [30, 32],
  [200, 203.5],
  [477, 478],
];
const OUTAGE: Played = { stdout: '', stderr: 'API Error: 529 Overloaded', exit_code: 1 };
/** By how much somebody sets the clock, and after how many hours. */
const CLOCKS: readonly (readonly [number, number])[] = [
  [100, -45 * MINUTE_MS],
  [260, 3 * HOUR_MS],
];

const SHORT = (ms: number) => new Date(ms).toISOString().slice(5, 16);
const OUTCOMES: Readonly<Record<string, string>> = {
  builder: 'BUILDER_COMPLETE',
  checker: 'CHECKER_PASS',
  updater: 'UPDATE_COMPLETE',
};

const PAGE = join(import.meta.dirname, '../../../docs/runtime/pauses-of-30-days.md');

function pageOf(pauses: readonly string[], stages: number): string {
  return `# The pauses of 30 days

<!-- Written by \`npx vitest run test/engine/usage/campaign.test.ts -u\`. Do not edit. -->

A simulated loop works for 30 days from a Monday on: stages of 25 minutes and 40,000 tokens each, one after the other, under
rules for five hours, a day and a week, which begin as clocks in Berlin show it. The provider answers nobody three times, somebody
sets the clock back by 45 minutes and later ahead by three hours, and clocks are set to summer time in the fourth week. It ended with
${stages} stages and these ${pauses.length} pauses, in UTC. After each of them another process looks a minute before the end that was said, when it
must still be paused, and at that end, when exactly one stage must begin. How the rules work: [keeping it from spending too
much](../guide/usage.md).

\`\`\`text
${pauses.join('\n')}
\`\`\`
`;
}

it('a campaign of 30 days: every pause says why, and ends in the minute that it said', async () => {
  let elapsed_ms = 0;
  const machine = governed(RULES, (request, world) => {
    pass(STAGE_MS);
    const isOut = OUTAGES.some(
      ([from, to]) => from * HOUR_MS <= elapsed_ms && elapsed_ms < to * HOUR_MS,
    );
    if (isOut) return OUTAGE;
    world.tree.set('work.txt', String(world.requests.length));
    return using(STAGE_TOKENS, done(OUTCOMES[request.node.node_id] ?? 'BLOCKED', request));
  });
  let { runtime, clock } = machine.open();
  clock.setWall(START_MS);
  machine.world.now = () => clock.now();
  const clocks = [...CLOCKS];
  function pass(ms: number): void {
    elapsed_ms += ms;
    clock.advance(ms);
    const [next] = clocks;
    if (next === undefined || elapsed_ms < next[0] * HOUR_MS) return;
    clocks.shift();
    clock.setWall(clock.now() + next[1]);
  }
  const pauses: string[] = [];
  for (let item = 1; item <= ITEMS; item += 1) {
    await runtime.admit({ family: 'task', text: task(`task-${item}`), channel: 'test' });
  }
  while (elapsed_ms < DAYS * DAY_MS) {
    const { did } = await runtime.tick({ wait_ms: 0 });
    if (did !== 'paused') continue;
    const [found] = runtime.status().pauses;
    if (found === undefined || found.until === null) throw new Error('it does not end by itself');
    const from_ms = clock.now();
    pauses.push(
      `${SHORT(from_ms)} to ${SHORT(Date.parse(found.until))} ${found.source}: ${found.reason}`,
    );
    // Another process, a minute before and then at that time.
    ({ runtime, clock } = restarted());
    const wait_ms = Date.parse(found.until) - clock.now();
    const stages = machine.world.requests.length;
    if (wait_ms > MINUTE_MS) {
      pass(wait_ms - MINUTE_MS);
      if (Date.parse(found.until) - clock.now() === MINUTE_MS) {
        expect(await runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'paused' });
        pass(MINUTE_MS);
      }
    } else pass(wait_ms);
    if (clock.now() < Date.parse(found.until)) continue;
    await runtime.tick({ wait_ms: 0 });
    expect(machine.world.requests.length, found.until).toBe(stages + 1);
  }

  function restarted() {
    const now_ms = clock.now();
    const again = machine.open();
    again.clock.setWall(now_ms);
    return again;
  }

  const { stages } = runtime.status().totals;
  expect(stages).toBeGreaterThan(300);
  await expect(pageOf(pauses, stages)).toMatchFileSnapshot(PAGE);
});
