import { expect, it } from 'vitest';
import { IDLE_AGAIN_MS, Monitor } from '../../src/cli/monitor.ts';
import type { LoopEvent } from '../../src/runtime/api/index.ts';
import { EVENTS } from './support/loop-events.ts';

const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5);

function shown(events: readonly LoopEvent[], step_ms = 1000): string[] {
  const lines: string[] = [];
  const monitor = new Monitor((line) => lines.push(line));
  events.forEach((event, at) => {
    monitor.show(event, new Date(START_MS + at * step_ms).toISOString());
  });
  return lines;
}

it('shows a line for each thing that happens', () => {
  expect(shown(EVENTS).join('\n')).toMatchInlineSnapshot(`
    "[03:04:05] runtime started mode=default_offline plan=plan-1 currentness=current
    [03:04:05] baseline manifest=0123456789ab seed_package=0.1.0
    [03:04:05] loops planning=planning.standard execution=execution.standard
    [03:04:05] concurrency exclusive=planning+execution concurrent=learning+planning,learning+execution
    [03:04:05] scheduler mode=plane-concurrent
    [03:04:05] snapshot status planning=PLANNER_COMPLETE execution=IDLE queue planning=1 execution=0
    [03:04:06] resumed active execution/builder run=000002
    [03:04:07] stage start execution/builder node=second run=000002 work=task:one status=ANOTHER
    [03:04:08] stage start execution/builder run=000002 work=closure:subtract
    [03:04:09] stage done planning/planner run=000001 result=PLANNER_COMPLETE dur=3.5s tokens=in=100 cached=20 out=30 think=4 total=134
    [03:04:09] run planning run=000001 elapsed=5.4s tokens=in=100 cached=20 out=30 think=4 total=134
    [03:04:09] route planning -> manager reason=edge
    [03:04:10] stage done planning/planner run=000001 result=PLANNER_COMPLETE dur=3.5s
    [03:04:10] run planning run=000001 elapsed=0.0s
    [03:04:10] route planning done reason=edge
    [03:04:11] command pause dispatch is paused
    [03:04:12] governance pause source=runtime_token rule=a-day window=calendar_day observed=120 threshold=100 next_resume=2026-01-01T23:00:00.000Z
    [03:04:13] governance resume cleared_rules=a-day
    [03:04:14] governance near rule=a-day window=calendar_day observed=81 threshold=100
    [03:04:15] governance degraded source=subscription_quota policy=fail_open detail=no reading for two hours
    [03:04:16] curator promotion deferred skill=builder-core active=planning,execution source=run-1
    [03:04:17] curator promotion applied skill=builder-core
    [03:04:18] skill install applied skill=testing
    [03:04:19] config reloaded plan=plan-2
    [03:04:20] paused reason=lunch and dinner
    [03:04:21] idle reason=no_work
    [03:04:22] recovered The journal was gone.
    [03:04:23] refused code=plan_invalid No plan
    [03:04:23] next call compile_validate
    [03:04:24] clock ahead by 3600.0s: the machine slept, or its clock was set
    [03:04:25] unwatched ideas/inbox: the system says ENOSPC; it is looked at instead
    [03:04:26] stopped reason=stopped ticks=2"
  `);
});

it('says that nothing is done once in six hours, unless something else happened', () => {
  const idle: LoopEvent = { kind: 'idle', did: 'idle', reason: null };
  const waits: LoopEvent = { kind: 'idle', did: 'waiting', reason: null };
  const command: LoopEvent = { kind: 'command', name: 'pause', detail: 'x' };
  expect(shown([idle, idle, idle])).toHaveLength(1);
  expect(shown([idle, waits, idle])).toHaveLength(3);
  expect(shown([idle, command, idle])).toHaveLength(3);
  expect(shown([idle, idle, idle], IDLE_AGAIN_MS / 2)).toHaveLength(2);
});
