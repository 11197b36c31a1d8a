import type { StageRequest } from '../../../src/runtime/runners/index.ts';
import { shippedPlayer, task } from '../../../src/sim/shipped-player.ts';
import type { Played, Player } from '../../../src/sim/sim-attempts.ts';
import { layout, type Machine } from './process.ts';

/** What a played stage says in its result besides. */
export function saying(played: Played, said: object): Played {
  const result = { ...JSON.parse(played.out?.['result.json'] ?? '{}'), ...said };
  return { ...played, out: { ...played.out, 'result.json': JSON.stringify(result) } };
}

/** Plays as ever; `said` may add to the result of a stage. */
export function sayingPlayer(said: (request: StageRequest) => object | undefined): Player {
  return (request, world) => {
    const played = shippedPlayer(request, world);
    const more = said(request);
    return played === null || more === undefined ? played : saying(played, more);
  };
}

/** An input of the attempt that ran a node first, or last; null = it got none of that name. */
export function inputOf(
  machine: Machine,
  node: string,
  name: string,
  which: 'first' | 'last',
): string | null {
  const requests = machine.world.requests.filter((one) => one.node.node_id === node);
  const request = which === 'first' ? requests[0] : requests.at(-1);
  const path = layout.at(`attempts/${request?.attempt.attempt_id}/${name}`);
  const bytes = machine.disk.read(path);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** Planning of an amendment makes a task for whatever the contract has now. */
export const replanning: Player = (request, world) => {
  const played = shippedPlayer(request, world);
  const isAmended = request.work?.id.startsWith('amended') === true;
  if (played === null || request.node.node_id !== 'manager' || !isAmended) return played;
  const ids = (request.lineage?.contract?.items ?? []).map(({ id }) => `- ${id}`).join('\n');
  const name = `task-${request.lineage?.contract?.version}`;
  const text = task(name).replace('Covers:\n- A1\n- A2', `Covers:\n${ids}`);
  return { ...played, out: { ...played.out, [`work/${name}.md`]: text } };
};
