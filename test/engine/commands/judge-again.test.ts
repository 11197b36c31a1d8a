import { expect, it } from 'vitest';
import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../../src/sim/sim-attempts.ts';
import { freshDisk } from '../../support/shipped-disk.ts';
import { Obeying } from '../support/obeying.ts';
import { Machine, type Opened, settle } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

/** `judge` plays the first judgements; after `times` of them the closure holds. */
async function judged(
  times: number,
  judge: (request: StageRequest) => Played,
  rest = '',
): Promise<Opened> {
  const player: Player = (request, world) => {
    if (request.node.node_id !== 'arbiter') return shippedPlayer(request, world);
    const before = world.requests.filter(({ node }) => node.node_id === 'arbiter').length;
    return before <= times ? judge(request) : done('ARBITER_COMPLETE', request);
  };
  const toml = `[runtime]\ndefault_mode = "default_offline"\n${rest}`;
  const one = new Machine(freshDisk('default_offline', { 'millrace.toml': toml }), player).open();
  await one.runtime.admit({ family: 'spec', text: SPEC, channel: 'test' });
  await settle(one);
  return one;
}

const again = (item: string, reason = 'the database is up again') =>
  ({ name: 'requeue', item, reason }) as const;

it('judges a blocked closure again once what was in its way is mended outside of it', async () => {
  const one = await judged(1, (request) => done('BLOCKED', request));
  expect(one.runtime.status().outlook).toMatchObject({ kind: 'verdict', written: false });
  const { detail } = await one.runtime.control(again(ROOT_SPEC));
  expect(detail).toBe(`the closure of ${ROOT_SPEC} is judged again`);
  await settle(one);
  expect(one.runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
});

it('names no verdict where its judge failed before it wrote one', async () => {
  const one = await judged(9, () => ({ stdout: '', stderr: 'out of memory', exit_code: 1 }));
  expect(one.runtime.status().outlook).toMatchObject({ kind: 'verdict', written: false });
});

it('refuses a closure that is not blocked, and one that waits for a change', async () => {
  const one = await judged(1, (request) => done('BLOCKED', request));
  await one.runtime.control(again(ROOT_SPEC));
  await expect(one.runtime.control(again(ROOT_SPEC))).rejects.toMatchObject({
    code: 'input_invalid',
    facts: { what: 'That is neither one blocked work item nor a spec whose closure is blocked' },
  });
  await settle(one);
  await expect(one.runtime.control(again(ROOT_SPEC))).rejects.toMatchObject({
    code: 'input_invalid',
  });
  await expect(one.runtime.control(again('nobody'))).rejects.toMatchObject({
    code: 'input_invalid',
  });
});

it('an agent that only obeys has it judged again until the limit of its lineage, and then a person is asked', async () => {
  const limit = '[limits]\nstages_per_lineage = 27\n';
  const one = await judged(99, (request) => done('BLOCKED', request), limit);
  const agent = new Obeying(one.runtime);
  const called: string[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const status = await agent.call('status');
    if (status.condition !== 'blocked') break;
    const shown = await agent.obey(status);
    called.push((await agent.obey(shown.answer)).called);
    await settle(one);
  }
  expect(new Set(called)).toEqual(
    new Set([`control {"action":"retry_blocked","item":"${ROOT_SPEC}"}`]),
  );
  expect(one.runtime.status()).toMatchObject({
    condition: 'held',
    outlook: { kind: 'limit', limit: 'stages_per_lineage', asked: 'Q1' },
    totals: { stages: 27 },
  });
  expect(one.runtime.questions()).toMatchObject([{ needs_person: true }]);
});
