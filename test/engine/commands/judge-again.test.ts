import { expect, it } from 'vitest';
import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { done, SPEC, shippedPlayer } from '../../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../../src/sim/sim-attempts.ts';
import { Machine, type Opened, settle } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';

/** `judge` plays the first judgements; after `times` of them the closure holds. */
async function judged(times: number, judge: (request: StageRequest) => Played): Promise<Opened> {
  const player: Player = (request, world) => {
    if (request.node.node_id !== 'arbiter') return shippedPlayer(request, world);
    const before = world.requests.filter(({ node }) => node.node_id === 'arbiter').length;
    return before <= times ? judge(request) : done('ARBITER_COMPLETE', request);
  };
  const one = new Machine(undefined, player).open();
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
