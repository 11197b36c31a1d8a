import { afterEach, beforeEach, expect, it } from 'vitest';
import { endAll, until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { Desk } from './support/clients/desk.ts';
import { answerIn, call, type Pilot, search } from './support/clients/pilot.ts';
import { newerClaude } from './support/clients/programs.ts';
import { noteClient, noteTranscript } from './support/clients/report.ts';
import { Seat } from './support/clients/seat.ts';
import { callsIn, linesOf } from './support/clients/transcript.ts';

const ROOT = 'spec-add-a-subtract-function';
const HANDS_OVER = 'hand this over, and tell me when it is done.';
const STANDS = 'how does it stand?';
const WAITS = 'I hear of it by myself.';
const DONE = 'Done: it is closed, with 2 of 2 items met.';

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.ready([newerClaude]);
  await desk.held();
});
afterEach(() => desk.close());

/** Hands over, and goes on when its client tells it that the task is over. */
function* handsOver(meanwhile: () => Pilot<void>): Pilot {
  yield* search('hand over a long task');
  const { root } = yield* call('enqueue_spec', { document: SPEC });
  yield* call('run_start');
  yield { mcp: { server: 'millrace', tool: 'run_wait', args: { root } } };
  yield* meanwhile();
  const told = yield { text: WAITS };
  expect(told).toContain('<task-notification>');
  expect(answerIn(told)).toMatchObject({
    reason: 'closed',
    spec: { root: ROOT, state: 'closed' },
    report: {
      root: ROOT,
      verdict: 'closed',
      asked: [
        { id: 'A1', met: true },
        { id: 'A2', met: true },
      ],
    },
  });
  return DONE;
}

it('Claude Code tells a person of closure by itself, from the task of run_wait', async () => {
  const seat = await Seat.take(
    desk,
    handsOver(function* () {}),
  );
  await seat.asks(HANDS_OVER);
  await seat.says(WAITS);
  desk.workspace.release();
  await seat.says(DONE);
  expect(desk.attempts()).toEqual([1, 1, 1, 1, 1, 1]);
  const scenario = 'at a terminal: told of closure by a task';
  note(scenario, linesOf(HANDS_OVER, seat.turns), callsIn(seat.turns));
});

it('Claude Code is told by the same task after its server was killed', async () => {
  function* asked(): Pilot<void> {
    yield { text: WAITS };
    expect(yield* call('status')).toMatchObject({ active: [{ node: 'planner' }] });
  }
  const seat = await Seat.take(desk, handsOver(asked));
  await seat.asks(HANDS_OVER);
  await seat.says(WAITS);
  endAll(desk.servers());
  await until('the end of the server', () => (desk.servers().length === 0 ? true : null));
  await seat.terminal.enter('/mcp reconnect millrace');
  await seat.terminal.shows('Reconnected to millrace');
  const before = seat.turns.length;
  await seat.asks(STANDS);
  await seat.says(WAITS);
  desk.workspace.release();
  await seat.says(DONE);
  const scenario = 'at a terminal: kill -9 of the server, /mcp reconnect, told by the same task';
  const lines = [
    ...linesOf(HANDS_OVER, seat.turns.slice(0, before)),
    '(the server is killed)',
    '> /mcp reconnect millrace',
    ...linesOf(STANDS, seat.turns.slice(before)),
  ];
  note(scenario, lines, callsIn(seat.turns));
});

function note(scenario: string, lines: readonly string[], calls: number): void {
  const client = newerClaude.name;
  noteClient({ client, scenario, result: 'closed', calls });
  noteTranscript({ client, title: scenario, lines: [...lines] });
}
