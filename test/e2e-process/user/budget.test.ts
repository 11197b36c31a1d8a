import { expect } from 'vitest';
import { z } from 'zod';
import { carriersOf, endAll, until } from '../../support/program/processes.ts';
import { SPEC, task } from '../../support/program/specs.ts';
import { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const STAGE_TOKENS = 1000;
const BUDGET_TOKENS = 5500;
const used = { input_tokens: 900, cached_input_tokens: 0, output_tokens: 100, thinking_tokens: 0 };
const USAGE = { do: 'usage', ...used, total_tokens: STAGE_TOKENS };

const PROPOSED = { do: 'propose', file: 'one.md', text: task('one') };
const RULES = [
  { match: { node_id: 'manager' }, actions: [USAGE, PROPOSED, { do: 'artifacts' }] },
  { match: {}, actions: [USAGE, { do: 'artifacts' }] },
];
const totalsOf = z.looseObject({ stages: z.number() });

const budget = (threshold: number) => `estimated_stage_tokens = ${STAGE_TOKENS}

[[rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = ${threshold}
`;

it('two workspaces of one user keep a budget together, also when a loop of theirs is killed', async ({
  offline: one,
}) => {
  const other = new Workspace();
  try {
    // Of the same user: whatever lies below the home folder is shared.
    other.env = { ...one.env };
    await other.answer('init', '--mode', 'default_offline');
    one.write('../.config/millrace/budget.toml', budget(BUDGET_TOKENS));
    const both = [one, other];
    for (const workspace of both) {
      workspace.play(RULES);
      await workspace.answer('enqueue-spec', '--document', SPEC);
    }
    const started = await Promise.all(both.map((workspace) => workspace.answer('run', 'start')));
    process.kill(Number(started[0]?.pid), 'SIGKILL');
    await one.answer('run', 'start');
    const spent = await until('the end of the budget', async () => {
      const seen = await Promise.all(both.map((workspace) => workspace.answer('status')));
      if (!seen.every(({ condition }) => condition === 'paused')) return null;
      return seen.map(({ totals, pauses }) => ({ totals, pauses }));
    });
    const stages = spent.reduce((all, { totals }) => all + totalsOf.parse(totals).stages, 0);
    expect(stages).toBe(Math.floor(BUDGET_TOKENS / STAGE_TOKENS));
    for (const { pauses } of spent) {
      expect(pauses).toMatchObject([
        { source: 'usage_governance', reason: expect.stringContaining('rule account:a-day') },
      ]);
    }
    one.write('../.config/millrace/budget.toml', budget(1_000_000));
    for (const workspace of both) {
      const isClosed = async () => (await workspace.answer('status')).closed_roots === 1 || null;
      await until('its closure', isClosed, 240_000);
      await workspace.answer('run', 'stop');
    }
  } finally {
    // Its processes carry the home folder of both.
    endAll(carriersOf(`HOME=${one.folder}`));
    other.end();
  }
});
