import { expect, it } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { Desk } from './support/clients/desk.ts';
import { call, obey, type Pilot, search } from './support/clients/pilot.ts';
import { claude, codex } from './support/clients/programs.ts';
import { noteClient, noteTranscript } from './support/clients/report.ts';
import { callsIn, linesOf } from './support/clients/transcript.ts';

const CALLS_MAX = 8;
const ASKS = 'have a subtract function added, and tell me when it is done.';
/** What nobody else can know. */
const OWN = { init: { mode: 'default_offline' }, enqueue_spec: { document: SPEC } };

function* obeys(): Pilot {
  yield* search('status of the workspace');
  const { title } = yield* obey(yield* call('status'), OWN);
  return `Done: "${title}" is closed.`;
}

it.each([claude, codex])('$name: a model that obeys next comes to a report', async (client) => {
  const desk = new Desk();
  try {
    await desk.ready([client]);
    const session = desk.session(client, ASKS, obeys());
    const { code, out, err } = await session.done;
    expect([code, out], err).toEqual([0, expect.stringMatching(/Done: .* is closed/)]);
    const calls = callsIn(session.turns);
    expect(calls).toBeLessThanOrEqual(CALLS_MAX);
    const scenario = 'obeys `next` alone, from a folder without a workspace';
    noteClient({ client: client.name, scenario, result: 'closed', calls });
    const lines = linesOf(ASKS, session.turns);
    noteTranscript({ client: client.name, title: scenario, lines });
  } finally {
    await desk.close();
  }
});
