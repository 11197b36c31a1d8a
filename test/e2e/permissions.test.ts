import { existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { RESULT_FILE } from '../../src/runtime/runners/index.ts';
import type { Reply } from './support/api.ts';
import { Bench } from './support/bench.ts';
import { concluded } from './support/cases.ts';
import { claude, codex } from './support/harnesses.ts';
import { type Stage, says, succeeds, TURNS } from './support/stages.ts';

const OUTCOME = 'PLANNER_COMPLETE';
/** No sandbox lets a model write there unasked: it is neither its work directory nor temporary. */
const ELSEWHERE = '/var/tmp';

type Means = 'shell' | 'file';

/** What a model can do by each means at each level. */
const CASES = [
  { harness: codex, level: 'basic', means: 'shell', hands_back: true, escapes: false },
  { harness: codex, level: 'elevated', means: 'shell', hands_back: true, escapes: true },
  { harness: claude, level: 'basic', means: 'shell', hands_back: false, escapes: false },
  { harness: claude, level: 'basic', means: 'file', hands_back: true, escapes: false },
  { harness: claude, level: 'elevated', means: 'shell', hands_back: true, escapes: true },
] as const;

it.each(CASES)('$harness.name: $level, by $means', async ({ harness, ...one }) => {
  const bench: Bench = new Bench((stage) =>
    stage.turn === 0 ? tries(stage, one.means, outside(bench)) : says(`### ${OUTCOME}`),
  );
  try {
    const more = [`permission_default = "${one.level}"`];
    await bench.ready([harness], harness.mode, { more });
    const { applied } = await bench.tick();
    expect(applied).toMatchObject({ outcome: OUTCOME });
    const found = handedBack(bench);
    expect([found, existsSync(outside(bench))]).toEqual([one.hands_back, one.escapes]);
    concluded(bench, harness, {
      scenario: `permission ${one.level}, by ${one.means}`,
      result: one.hands_back ? 'applied' : 'denied',
      failure_class: null,
      expected: harness.stage,
    });
  } finally {
    rmSync(outside(bench), { force: true });
    await bench.close();
  }
});

function outside(bench: Bench): string {
  return join(ELSEWHERE, basename(bench.workspace.folder));
}

function tries(stage: Stage, means: Means, elsewhere: string): Reply {
  const text = JSON.stringify({ terminal_result: OUTCOME, summary: 'written' });
  if (means === 'file') {
    return { file: { path: `${stage.out}/${RESULT_FILE}`, text }, usage: TURNS[0] };
  }
  const { shell, ...reply } = succeeds(stage);
  return { ...reply, shell: `echo > ${elsewhere}; ${shell}` };
}

function handedBack(bench: Bench): boolean {
  const [attempt] = bench.attempts();
  return existsSync(bench.workspace.at(`millrace-agents/attempts/${attempt}/out/${RESULT_FILE}`));
}
