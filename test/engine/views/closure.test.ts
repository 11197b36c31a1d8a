import { expect, it } from 'vitest';
import { handOver, layout, Machine, type Opened } from '../support/process.ts';

const FIRST = 'spec-add-a-subtract-function';

async function hand({ runtime }: Opened, family: string, title: string): Promise<string> {
  const text = `# ${title}\n\nAcceptance:\n- it holds\n`;
  return (await runtime.admit({ family, text, channel: 'test' })).id;
}

it('says which one spec others wait behind, and what waits', async () => {
  const one = new Machine().open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  const second = await hand(one, 'spec', 'Second');
  const stray = await hand(one, 'task', 'Stray');
  expect(one.runtime.status().closure).toMatchObject({
    root: FIRST,
    actionable: true,
    deferred: 2,
    deferred_first: expect.arrayContaining([second, `task/${stray}`]),
  });
});

it('says that nobody waits behind a spec that a person has to look at', async () => {
  const machine = new Machine();
  const one = machine.open();
  await handOver(one);
  await one.runtime.tick({ wait_ms: 0 });
  await one.runtime.control({ name: 'retire', run: null, to: 'blocked', reason: 'no' });
  await one.runtime.tick({ wait_ms: 0 });
  await hand(one, 'spec', 'Second');
  expect(one.runtime.status().closure).toEqual({
    root: FIRST,
    open_work: 1,
    waits_for: 'open_lineage_work',
    last_verdict: null,
    actionable: false,
    deferred: 0,
    deferred_first: [],
  });
  expect(machine.disk.stat(layout.at(`specs/blocked/${FIRST}.md`))?.kind).toBe('file');
});
