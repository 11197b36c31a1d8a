import { expect, it } from 'vitest';
import { handOver, layout } from '../support/process.ts';
import { each, governed } from '../support/usage.ts';

const DAILY = `[usage_governance]
enabled = true

[[usage_governance.runtime_token_rules.rules]]
rule_id = "a-day"
window = "calendar_day"
threshold = 200
`;
const TICKS = 12;

it.each([1, 2, 5, 7])(
  'an older journal, of after %i ticks, that is put back counts each end once',
  async (ticks) => {
    const machine = governed(DAILY, each(60));
    const one = machine.open();
    await handOver(one);
    for (let n = 0; n < ticks; n += 1) await one.runtime.tick({ wait_ms: 0 });
    const older = Object.entries(machine.disk.dump(layout.journal));
    for (let n = ticks; n < TICKS; n += 1) await one.runtime.tick({ wait_ms: 0 });
    one.runtime.close();
    machine.disk.remove(layout.journal);
    for (const [path, text] of older) machine.disk.plant(path, text ?? '');
    const { runtime } = machine.open();
    for (let n = 0; n < TICKS; n += 1) await runtime.tick({ wait_ms: 0 });
    expect(runtime.status()).toMatchObject({
      totals: { stages: 4, total_tokens: 240 },
      pauses: [{ reason: 'rule a-day: 240 of 200 tokens used today' }],
    });
  },
);
