import { expect, it } from 'vitest';
import { isRecorder } from '../../src/runtime/keeper/recorder.ts';
import { launchSpec } from '../../src/runtime/keeper/types.ts';
import { filesBelow } from '../support/program/files.ts';
import { carriersOf, endAll, keepersOf, until } from '../support/program/processes.ts';
import { type Bench, sum } from './support/bench.ts';
import { concluded, withEach } from './support/cases.ts';
import { IN_TOOL, IN_WAITING_TOOL, inMidst, letGoOn, type Midst } from './support/phases.ts';
import { TURNS } from './support/stages.ts';

/** The harness with its children and the recorder of its exit status. */
const family = (attempt: string) => carriersOf(`MILLRACE_ATTEMPT=${attempt}`);

/** Somebody dies while the harness lives: it is neither started nor asked a second time. */
const SURVIVED = [
  { scenario: 'kill -9 of the owner', owner: true, keeper: false },
  { scenario: 'kill -9 of the keeper', owner: false, keeper: true },
  { scenario: 'kill -9 of owner and keeper', owner: true, keeper: true },
] as const;

it.each(withEach(SURVIVED))('$harness.name: outlives $scenario', async ({ harness, ...one }) => {
  const midst = await inMidst(harness, IN_WAITING_TOOL);
  const { bench, call, attempt } = midst;
  try {
    if (one.keeper) endAll(keepersOf(attempt));
    if (one.owner) await killOwner(midst);
    letGoOn(bench);
    const answer = one.owner ? await bench.tick() : JSON.parse((await call.done).out);
    expect(answer).toMatchObject({
      did: 'applied',
      applied: { attempt_id: attempt, outcome: 'PLANNER_COMPLETE' },
    });
    expect(bench.attempts()).toEqual([attempt]);
    expect(bench.model.asked.map(({ turn }) => turn)).toEqual([0, 1]);
    concluded(bench, harness, {
      scenario: one.scenario,
      result: 'adopted',
      failure_class: null,
      expected: harness.stage,
    });
  } finally {
    await bench.close();
  }
});

/** The harness is gone: the next attempt goes on in its session, and its prompt says why. */
const LOST = [
  {
    scenario: 'kill -9 of keeper and harness',
    failure_class: 'attempt_lost',
    kill: (attempt: string) => {
      endAll(keepersOf(attempt));
      endAll(family(attempt));
    },
    says: /The earlier attempt ended without a result/,
  },
  {
    scenario: 'killed by the system',
    failure_class: 'runner_killed',
    kill: (attempt: string) => endAll(family(attempt).filter((one) => !isRecorder(one))),
    says: /What is known of its end:\s+- The harness was killed by somebody else/,
  },
] as const;

it.each(withEach(LOST))(
  '$harness.name: is resumed after $scenario',
  async ({ harness, ...one }) => {
    const { bench, call, attempt } = await inMidst(harness, IN_TOOL);
    try {
      // A harness writes its record a moment later; what is not in it is unknown after a kill.
      await until('its record of the first turn', () => (recorded(bench) ? true : null));
      one.kill(attempt);
      const { out } = await call.done;
      const next = attempt.replace(/-1$/, '-2');
      expect(JSON.parse(out)).toMatchObject({ did: 'applied', applied: { attempt_id: next } });
      expect(bench.attempts()).toEqual([attempt, next]);
      expect(argvOf(bench, next)).toContain(harness.resume_word);
      expect(bench.model.asked.at(-1)?.prompt).toMatch(one.says);
      concluded(bench, harness, {
        scenario: one.scenario,
        result: 'resumed',
        failure_class: one.failure_class,
        expected: sum(harness.first, harness.stage),
      });
    } finally {
      await bench.close();
    }
  },
);

async function killOwner({ call }: Midst): Promise<void> {
  call.child.kill('SIGKILL');
  await call.done;
}

/** Whether a record of a session, wherever the harness keeps it, holds what the first turn cost. */
function recorded({ workspace }: Bench): boolean {
  const cost = new RegExp(`"output(?:_tokens)?":${TURNS[0].output}\\b`);
  for (const [path, text] of filesBelow(workspace.folder)) {
    if (!path.startsWith('work/') && path.endsWith('.jsonl') && cost.test(text)) return true;
  }
  return false;
}

/** The words with which the attempt's harness was started. */
function argvOf(bench: Bench, attempt: string): string[] {
  const path = `millrace-agents/attempts/${attempt}/request.json`;
  return launchSpec.parse(JSON.parse(bench.workspace.read(path))).argv;
}
