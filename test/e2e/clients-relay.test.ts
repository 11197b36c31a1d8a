import { expect, it } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import { Desk, type Session } from './support/clients/desk.ts';
import { call, obey, type Pilot, search } from './support/clients/pilot.ts';
import { type ClientProgram, claude, codex } from './support/clients/programs.ts';
import { noteClient, noteTranscript } from './support/clients/report.ts';
import { callsIn, linesOf } from './support/clients/transcript.ts';

/** Clients in turn: all but the last are killed while a stage works, and with the first the loop as well. */
interface Relay {
  readonly clients: readonly [ClientProgram, ...ClientProgram[]];
  readonly loop: 'lives' | 'dies';
}

const RELAYS: readonly Relay[] = [
  { clients: [claude, claude], loop: 'lives' },
  { clients: [codex, codex], loop: 'lives' },
  { clients: [claude, codex, claude], loop: 'lives' },
  { clients: [codex, claude, codex], loop: 'dies' },
];
const CASES = RELAYS.map((relay) => {
  const [{ name: first }, ...rest] = relay.clients;
  const others = rest.map(({ name }) => name);
  const killed = relay.loop === 'dies' ? 'client, server and loop' : 'client and server';
  return { ...relay, first, scenario: `kill -9 of ${killed}; then ${others.join(', then ')}` };
});

type Happens = (session: Session) => Promise<string[]>;

/** The first attempt of each of six stages. */
const ONCE_EACH = [1, 1, 1, 1, 1, 1];

const HANDS_OVER = 'hand this over, and tell me when it is done.';
const COMES_BACK = 'how does my work stand? Tell me when it is done.';

function* handsOver(): Pilot {
  expect(yield* search('hand over a long task')).toContain('enqueue_spec');
  const { root } = yield* call('enqueue_spec', { document: SPEC });
  yield* call('run_start');
  yield* call('run_wait', { root });
  return 'The client is killed before that.';
}

function* comesBack(running: boolean): Pilot {
  yield* search('check progress');
  const status = yield* call('status');
  expect(status).toMatchObject({
    active: [{ node: 'planner', item: 'spec/spec-add-a-subtract-function' }],
    loop: { running, should_run: true },
  });
  const { title } = yield* obey(status);
  return `Done: "${title}" is closed.`;
}

it.each(CASES)('$first hands over; $scenario', async ({ clients, loop, first, scenario }) => {
  const desk = new Desk();
  const lines: string[] = [];
  let calls = 0;
  /** Until its model waits for the work; then something happens, and the session is over. */
  const sits = async (client: ClientProgram, asks: string, pilot: Pilot, happens: Happens) => {
    const session = desk.session(client, asks, pilot);
    await desk.waitsIn('run_wait', session);
    const what = await happens(session);
    lines.push(...linesOf(asks, session.turns), ...what);
    calls += callsIn(session.turns);
  };
  const isKilled: Happens = async (session) => {
    await desk.kill(session);
    return ['(client and server are killed)', ''];
  };
  const sees: Happens = async (session) => {
    desk.workspace.release();
    const { code, out, err } = await session.done;
    expect([code, out], err).toEqual([0, expect.stringMatching(/Done: .* is closed/)]);
    return [];
  };
  try {
    await desk.ready(new Set(clients));
    await desk.held();
    await sits(clients[0], HANDS_OVER, handsOver(), async (session) => {
      await expect.poll(() => desk.workspace.starts()).toHaveLength(1);
      if (loop === 'dies') await desk.killLoop();
      return isKilled(session);
    });
    for (const [at, client] of clients.slice(1).entries()) {
      const isLast = at + 2 === clients.length;
      const pilot = comesBack(loop === 'lives' || at > 0);
      await sits(client, COMES_BACK, pilot, isLast ? sees : isKilled);
    }
    expect(desk.attempts()).toEqual(ONCE_EACH);
    expect(desk.servers()).toEqual([]);
    noteClient({ client: first, scenario, result: 'closed, no stage twice', calls });
    noteTranscript({ client: first, title: scenario, lines });
  } finally {
    await desk.close();
  }
});
