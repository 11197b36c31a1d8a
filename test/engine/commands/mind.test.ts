import { expect, it } from 'vitest';
import type { ReviseCommand } from '../../../src/runtime/api/index.ts';
import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { done, shippedPlayer, task } from '../../../src/sim/shipped-player.ts';
import type { Player, World } from '../../../src/sim/sim-attempts.ts';
import { inputOf, saying } from '../support/claims.ts';
import { finish, handOver, Machine } from '../support/process.ts';

const ROOT_SPEC = 'spec-add-a-subtract-function';
const QUESTION = { question: 'Which name?', options: ['minus', 'subtract'] };

/** Plans what the contract says now; the first builder asks, and one checker runs until it is ended. */
const player: Player = (request, world) => {
  const { node, work } = request;
  const isFirst = count(world, node.node_id) === 1;
  if (node.node_id === 'builder' && isFirst) {
    return saying(done('BLOCKED', request), { questions: [QUESTION] });
  }
  if (node.node_id === 'checker' && isFirst) return null;
  if (node.node_id === 'checker') return done('CHECKER_PASS', request);
  const isAmended = node.node_id === 'manager' && work?.id.startsWith('amended') === true;
  return isAmended
    ? done('MANAGER_COMPLETE', request, planned(request))
    : shippedPlayer(request, world);
};

function count({ requests }: World, node: string): number {
  return requests.filter((one) => one.node.node_id === node).length;
}

function planned({ lineage }: StageRequest): Record<string, string> {
  const ids = (lineage?.contract?.items ?? []).map(({ id }) => `- ${id}`).join('\n');
  const id = `task-for-${lineage?.contract?.version}`;
  return { [`${id}.md`]: task(id).replace('Covers:\n- A1\n- A2', `Covers:\n${ids}`) };
}

it('obeys an owner who renames, drops, answers, adds and lets go while the work runs', async () => {
  const machine = new Machine(undefined, player);
  const one = machine.open();
  const { runtime } = one;
  await handOver(one);
  const until = async (isDone: () => boolean) => {
    for (let tick = 0; tick < 60 && !isDone(); tick += 1) await runtime.tick({ wait_ms: 0 });
    expect(isDone()).toBe(true);
  };
  const decide = (command: ReviseCommand) => runtime.control(command);
  const about = { work: ROOT_SPEC, reason: 'I changed my mind', version: null } as const;

  await until(() => (runtime.status().queues.task?.queue ?? 0) === 2);
  const renamed = ['A1: minus(5, 3) is 2'];
  await decide({ ...about, name: 'amend', items: renamed, is_person: true });
  await decide({ name: 'withdraw', work: 'task-two', reason: 'one task is enough' });
  await until(() => runtime.questions().length === 1);
  await decide({ name: 'answer', question: 'Q1', text: '1', is_person: false });
  await until(() => count(machine.world, 'checker') === 1);
  await decide({ ...about, name: 'amend', items: ['C: No new dependency'], is_person: false });
  await decide({ name: 'waive', work: ROOT_SPEC, item: 'A2', reason: 'so', is_person: true });
  const attempt = [...machine.world.spawned.keys()].at(-1) ?? '';
  const checked = machine.world.requests.at(-1);
  if (checked === undefined) throw new Error('nothing is checked');
  one.attempts.finish(attempt, done('CHECKER_PASS', checked));
  await finish(one);

  expect(runtime.status()).toMatchObject({ condition: 'idle', closed_roots: 1 });
  expect(runtime.status().queues.task).toMatchObject({ withdrawn: 1, queue: 0, blocked: 0 });
  expect(inputOf(machine, 'arbiter', 'in/contract.md', 'last')).toMatchInlineSnapshot(`
    "# The contract by id, version 4

    - A1: minus(5, 3) is 2
    - A2 (waived by its owner): Check: \`npm test\`
    - C1: No new dependency
    "
  `);
  const decisions = inputOf(machine, 'arbiter', 'in/decisions.md', 'last') ?? '';
  const kinds = [...decisions.matchAll(/^- D\d+, (\w+)/gm)].map(([, kind]) => kind);
  expect(kinds).toEqual(['amendment', 'withdrawal', 'question', 'answer', 'amendment', 'waiver']);
});
