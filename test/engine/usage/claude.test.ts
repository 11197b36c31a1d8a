import { expect, it } from 'vitest';
import { shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { STATE_HOME } from '../../../src/sim/sim-workspace.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { handOver, layout, Machine } from '../support/process.ts';

const RULES = `[runtime]
default_mode = "default_claude"

[usage_governance]
enabled = true
runtime_token_rules.enabled = false

[usage_governance.subscription_quota_rules]
enabled = true
provider = "claude_subscription"

[[usage_governance.subscription_quota_rules.rules]]
rule_id = "keep"
window = "five_hour"
pause_at_percent_used = 80
`;
/** Work that needs no planning. */
const TASK = `# Round prices

Task-ID: round
Title: Round prices

Summary:
- Round what a basket costs to cents.

Target-Paths:
- src/basket.ts

Acceptance:
- A price of 1.005 shows as 1.01

Required-Checks:
- true
`;
/** When stages end here. */
const AT_MS = Date.UTC(2026, 0, 1, 0, 1);

/** Claude Code that says how much of its plan is used, and when the window begins anew. */
const claude: Player = (request, world) => {
  const played = shippedPlayer(request, world);
  if (played === null) return null;
  const rate_limit_info = {
    status: 'allowed_warning',
    rateLimitType: 'five_hour',
    utilization: 0.85,
    resetsAt: AT_MS / 1000 + 3600,
  };
  const events = [
    { type: 'rate_limit_event', rate_limit_info },
    { type: 'result', subtype: 'success', is_error: false, result: played.stdout },
  ];
  return { ...played, stdout: events.map((one) => JSON.stringify(one)).join('\n') };
};

it('what one stage was told of the plan pauses all workspaces of the user, until its end', async () => {
  const machine = new Machine(freshDisk('default_claude', { 'millrace.toml': RULES }), claude);
  machine.disk.plant('/home/.keep', '');
  const home = { state_home: STATE_HOME };
  const one = machine.open(home);
  await handOver(one);
  const tick = (of: typeof one) => of.runtime.tick({ wait_ms: 0 });
  expect(await tick(one)).toMatchObject({ did: 'running' });
  one.clock.setWall(AT_MS);
  expect(await tick(one)).toMatchObject({ did: 'applied' });
  // Telemetry is read once a minute.
  one.clock.advance(60_000);
  expect(await tick(one)).toMatchObject({ did: 'paused' });
  expect(one.runtime.status().pauses).toMatchObject([
    {
      reason:
        'rule keep: 85 % of the five-hour window is used, 80 % is allowed (as of 2026-01-01T00:01:00.000Z)',
      until: '2026-01-01T01:01:00.000Z',
    },
  ]);
  const other = machine.open(home);
  other.clock.setWall(AT_MS + 3_600_000);
  expect(await tick(other)).toMatchObject({ did: 'running' });
});

it('a folder that cannot be written costs the reading, not the stage', async () => {
  const machine = new Machine(freshDisk('default_claude', { 'millrace.toml': RULES }), claude);
  machine.disk.plant('/home/.keep', '');
  machine.disk.plant(`${STATE_HOME}/quota`, 'a file in the place of a folder');
  const one = machine.open({ state_home: STATE_HOME });
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  one.clock.setWall(AT_MS);
  expect(await one.runtime.tick({ wait_ms: 0 })).toMatchObject({ did: 'applied' });
  expect(machine.disk.stat(layout.config)).not.toBeNull();
});

it('holds the stages of its harness alone: what runs on another one is started', async () => {
  const toml = `stages.builder.runner = "codex_cli"\n\n${RULES}`;
  const machine = new Machine(freshDisk('default_claude', { 'millrace.toml': toml }), claude);
  const five_hour = { percent_used: 85, read_at: new Date(AT_MS).toISOString(), resets_at: null };
  const kept = JSON.stringify({ five_hour, weekly: null });
  machine.disk.plant(`${STATE_HOME}/quota/claude_subscription.json`, kept);
  const one = machine.open({ state_home: STATE_HOME });
  one.clock.setWall(AT_MS);
  await handOver(one);
  await one.runtime.admit({ family: 'task', text: TASK, channel: 'test' });
  const began = await one.runtime.tick({ wait_ms: 0 });
  expect(one.runtime.status().pauses).toMatchObject([
    { source: 'usage_governance:claude_cli', until: '2026-01-01T05:01:00.000Z' },
  ]);
  expect(began).toMatchObject({ did: 'running', stage: { node: 'builder' } });
});
