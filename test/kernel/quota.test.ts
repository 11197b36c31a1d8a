import { describe, expect, it } from 'vitest';
import type { Subscription } from '../../src/runtime/kernel/facts/governance.ts';
import {
  type Decision,
  pause,
  type Quota,
  resume,
  USAGE_PAUSE,
} from '../../src/runtime/kernel/index.ts';
import { degradedQuota } from '../../src/runtime/kernel/schedule/quota-rules.ts';
import { Scene } from './support/scene.ts';
import { withRunner } from './support/with-runner.ts';

const HOUR_MS = 3_600_000;
const AT = '2026-01-01T00:00:00.000Z';

function quota(
  percent_used: number | null,
  { degraded_policy = 'fail_open', ...more }: Partial<Subscription & Quota> = {},
  resets_at: string | null = null,
): Quota {
  const five_hour = percent_used === null ? null : { percent_used, read_at: AT, resets_at };
  const own: Subscription = {
    provider: 'one',
    rules: [{ rule_id: 'short', window: 'five_hour', pause_at_percent_used: 90 }],
    readings: { five_hour, weekly: null },
    runners: null,
    ...more,
  };
  return { degraded_policy, subscriptions: [own] };
}

/** A spec waits; what follows by itself. */
function start(of: Quota): { scene: Scene; told: string[] } {
  const scene = new Scene('shipped');
  scene.ledger.rules = { quota: of };
  scene.admit('spec', 's');
  return { scene, told: scene.go() };
}

it('keeps back what the rule says, until the window begins anew', () => {
  const { scene, told } = start(quota(92, {}, '2026-01-01T03:00:00.000Z'));
  expect(told).toEqual(['pause by usage_governance until 2026-01-01T03:00:00.000Z']);
  expect(scene.state.pauses.get(USAGE_PAUSE)?.reason).toBe(
    'rule short: 92 % of the five-hour window is used, 90 % is allowed (as of 2026-01-01T00:00:00.000Z)',
  );
  expect(scene.pass(3 * HOUR_MS - 1)).toEqual([]);
  // No newer reading has come: nothing ran that would have brought one.
  expect(scene.pass(1)).toContain('resume');
});

it('has a new end when its window lasts a moment longer than was said, but not before', () => {
  const { scene } = start(quota(92, {}, '2026-01-01T02:00:00.000Z'));
  scene.ledger.rules = { quota: quota(92, {}, '2026-01-01T02:00:30.000Z') };
  expect(scene.pass(2 * HOUR_MS - 1)).toEqual([]);
  expect(scene.pass(1)).toEqual(['pause by usage_governance until 2026-01-01T02:00:30.000Z']);
  expect(scene.go()).toEqual([]);
  expect(scene.pass(30_000)).toContain('resume');
});

it('ends a window of which nobody said when by its length', () => {
  const { scene, told } = start(quota(99));
  expect(told).toEqual(['pause by usage_governance until 2026-01-01T05:00:00.000Z']);
  expect(scene.pass(5 * HOUR_MS)).toContain('resume');
});

it('lets what is below the threshold go on', () => {
  expect(start(quota(89.9)).told).toContain('attempt 1');
});

describe('what is not known', () => {
  it('goes on with fail_open, and is said', () => {
    const missing = quota(null);
    expect(start(missing).told).toContain('attempt 1');
    expect(degradedQuota(missing, AT)).toBe('five_hour is missing');
  });

  it('holds with fail_closed, until something is known', () => {
    const { scene, told } = start(quota(null, { degraded_policy: 'fail_closed' }));
    expect(told).toEqual(['pause by usage_governance until null']);
    expect(scene.state.pauses.get(USAGE_PAUSE)?.blockers).toMatchObject([
      { source: 'subscription_quota', rule_id: 'subscription-quota-degraded-fail-closed' },
    ]);
    scene.ledger.rules = { quota: quota(10, { degraded_policy: 'fail_closed' }) };
    expect(scene.go()).toContain('resume');
  });

  it('is what was said too long ago, until the window begins anew', () => {
    const old = quota(10, { degraded_policy: 'fail_closed' });
    const { scene } = start(old);
    scene.end('PLANNER_COMPLETE');
    scene.gone('lost');
    scene.ledger.now_ms += 3 * HOUR_MS;
    expect(scene.go()).toEqual(['pause by usage_governance until 2026-01-01T05:00:00.000Z']);
    expect(degradedQuota(old, scene.ledger.now)).toBe('five_hour is stale');
    expect(scene.pass(2 * HOUR_MS)).toEqual(['resume']);
    expect(degradedQuota(old, scene.ledger.now)).toBe('');
  });

  it('is still enough to hold where it was too much already', () => {
    const { scene } = start(quota(95));
    scene.pass(4 * HOUR_MS);
    expect(scene.state.pauses.get(USAGE_PAUSE)).toMatchObject({
      until: '2026-01-01T05:00:00.000Z',
    });
  });
});

describe('where only some stages draw on it', () => {
  const UNTIL = '2026-01-01T03:00:00.000Z';
  const away = quota(92, { runners: ['away'] }, UNTIL);
  const LATE = '2026-01-02T00:00:00Z';

  /** The planner runs on the subscription, all others on something else. */
  function mixed(of: Quota): Scene {
    const scene = new Scene('shipped');
    scene.ledger.index = withRunner('shipped', 'planner', 'away');
    scene.ledger.rules = { quota: of };
    scene.admit('spec', 'plan');
    scene.admit('task', 'work', { created_at: LATE });
    return scene;
  }

  function decided(scene: Scene, decision: Decision | null): void {
    if (decision === null) throw new Error('nothing was decided');
    scene.ledger.decide(decision);
  }

  it('holds those alone, and the others go on', () => {
    const scene = mixed(away);
    expect(scene.go().slice(0, 2)).toEqual([
      `pause by usage_governance:away until ${UNTIL}`,
      'task/work to active',
    ]);
    expect(scene.state.pauses.get(`${USAGE_PAUSE}:away`)).toMatchObject({ runner: 'away' });
    expect(scene.pass(3 * HOUR_MS)).toContain('resume');
  });

  it('ends each at its own time', () => {
    const [first] = away.subscriptions;
    const [second] = quota(95, { provider: 'two', runners: ['codex_cli'] }, LATE).subscriptions;
    const scene = mixed({
      degraded_policy: 'fail_open',
      subscriptions: [first, second].flatMap((one) => one ?? []),
    });
    scene.go();
    expect([...scene.state.pauses].map(([source, { until }]) => `${source} ${until}`)).toEqual([
      `usage_governance:away ${UNTIL}`,
      `usage_governance:codex_cli ${LATE}`,
    ]);
    expect(scene.pass(3 * HOUR_MS)).toContain('resume');
    expect([...scene.state.pauses.keys()]).toEqual(['usage_governance:codex_cli']);
  });

  it('is lifted by no resume while it holds', () => {
    const scene = mixed(away);
    scene.go();
    decided(scene, pause(scene.state, 'mine'));
    decided(scene, resume(scene.ledger.facts, scene.state, true));
    expect([...scene.state.pauses.keys()]).toEqual(['usage_governance:away']);
  });

  it('waits for somebody where nothing goes on by itself', () => {
    const scene = mixed(away);
    scene.ledger.rules = { quota: away, auto_resume: false };
    expect(scene.go()).toContain('pause by usage_governance:away until null');
    scene.ledger.rules = { quota: quota(1, { runners: ['away'] }), auto_resume: false };
    expect(scene.go()).not.toContain('resume');
    expect(scene.state.pauses.has('usage_governance:away')).toBe(true);
    decided(scene, resume(scene.ledger.facts, scene.state, false));
    expect(scene.state.pauses.size).toBe(0);
  });
});
