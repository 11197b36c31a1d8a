import { terminalReader } from '../../../src/cli/reader.ts';
import { ClientSession } from '../../../src/operations/session.ts';
import type { JsonObject } from '../../../src/operations/support/define.ts';
import { done } from '../../../src/sim/shipped-player.ts';
import type { Player } from '../../../src/sim/sim-attempts.ts';
import { fakeBackend } from '../../support/backend/fake.ts';
import { replanning, saying } from './claims.ts';
import { handOver, Machine, type Opened } from './process.ts';

export const WORK = 'spec-add-a-subtract-function';
const QUESTION = {
  question: 'Integers or floats?',
  options: ['integers', 'floats'],
  default: 'floats',
};
const SAID: Readonly<Record<string, object>> = {
  planner: { assumptions: ['"subtract" takes two numbers'] },
  builder: { deviations: ['no new file was needed'], remarks: ['the README is out of date'] },
  updater: { notes: ['nothing to update'] },
};

/** Each stage claims something, and the first checker asks. */
const talking: Player = (request, world) => {
  const { node_id } = request.node;
  const visits = world.requests.filter(({ node }) => node.node_id === node_id).length;
  if (node_id === 'checker' && visits === 1) {
    return saying(done('BLOCKED', request), { questions: [QUESTION] });
  }
  const played = replanning(request, world);
  const said = SAID[node_id];
  return played === null || said === undefined ? played : saying(played, said);
};

export async function asked(): Promise<{ machine: Machine; one: Opened }> {
  const machine = new Machine(undefined, talking);
  const one = machine.open();
  await handOver(one);
  for (let tick = 0; tick < 40 && one.runtime.questions().length === 0; tick += 1) {
    await one.runtime.tick({ wait_ms: 0 });
  }
  return { machine, one };
}

export async function call(
  { runtime }: Opened,
  name: string,
  args: JsonObject,
): Promise<JsonObject> {
  const session = new ClientSession({
    backend: { ...fakeBackend(), openRuntime: async () => runtime },
    root: '/work',
    version: '9.9.9',
    actor: () => 'cli',
    reader: terminalReader,
    wait: () => ({ default_seconds: 0, max_seconds: 0 }),
    log: () => undefined,
  });
  const options = { signal: new AbortController().signal, progress: () => undefined };
  const result = await session.call(name, args, options);
  return result.ok ? result.answer : { ...result.failure.error };
}
