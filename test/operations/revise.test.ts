import { expect, it } from 'vitest';
import { runCommand } from '../../src/cli/main.ts';
import type { QuestionView, Runtime } from '../../src/runtime/api/index.ts';
import { fakeBackend, ROOT } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';

const QUESTION: QuestionView = {
  id: 'Q1',
  root: 'coupons',
  work: null,
  node: 'planner',
  question: 'Which?',
  options: ['this', 'that'],
  default: null,
  needs_person: true,
  holds: true,
  at: '2026-01-01T00:00:00.000Z',
};

/** What reaches the runtime of what is asked. */
function listening() {
  const commands: object[] = [];
  const control: Runtime['control'] = async (command) => {
    commands.push(command);
    const done = { applied: true, detail: 'done', runs: [], already: false, about: [] };
    return { ...done, through: 'direct' };
  };
  const runtime = {
    control,
    questions: () => [QUESTION],
    preview: () => ({ detail: 'it', lines: ['- A2: old'], person_id: 'A2' }),
  };
  return { commands, runtime };
}

/** Whoever sits at the terminal types what is asked for, or nothing. */
async function inTerminal(words: readonly string[], types: boolean) {
  const { commands, runtime } = listening();
  const asked: string[] = [];
  const confirm = async (_what: string, id: string) => {
    asked.push(id);
    return types;
  };
  const settings = { backend: fakeBackend({ runtime }), root: ROOT, version: '9.9.9' };
  const nothing = () => undefined;
  const signal = new AbortController().signal;
  const input = async () => new Uint8Array();
  await runCommand(words, settings, {
    cwd: ROOT,
    signal,
    input,
    confirm,
    sleep: async () => undefined,
    out: nothing,
    err: nothing,
  });
  return { asked, commands };
}

it.each([
  [['waive', 'coupons', 'A2'], 'A2'],
  [['amend', 'coupons', '--items', 'A2:'], 'A2'],
  [['answer', 'Q1', 'this'], 'Q1'],
])('has a person type the id in a terminal: %j', async (words, id) => {
  for (const types of [true, false]) {
    expect(await inTerminal(words, types)).toMatchObject({
      asked: [id],
      commands: [{ is_person: types }],
    });
  }
});

it.each([
  [['waive', 'coupons', 'A2', '--dry-run']],
  [['amend', 'coupons', '--items', 'A2:', '--dry-run']],
  [['note', 'coupons', 'Mind the gap.']],
  [['withdraw', 'coupons']],
])('asks nobody to type anything for %j', async (words) => {
  expect((await inTerminal(words, true)).asked).toEqual([]);
});

it.each([
  [{ action: 'waive', work: 'coupons', item: 'A2' }],
  [{ action: 'amend', work: 'coupons', items: ['A2:'] }],
  [{ action: 'answer', question: 'Q1', text: 'this' }],
])('takes no client for a person, whatever it says: %j', async (args) => {
  const { commands, runtime } = listening();
  const { client } = await connect({ runtime });
  await client.callTool({ name: 'revise', arguments: args });
  expect(commands).toMatchObject([{ is_person: false }]);
  const more = await client.callTool({ name: 'revise', arguments: { ...args, is_person: true } });
  expect(more.isError).toBe(true);
});

it('takes cancel for withdraw', async () => {
  const { commands, runtime } = listening();
  const { client } = await connect({ runtime });
  const args = { action: 'cancel', work: 'coupons' };
  const result = await client.callTool({ name: 'revise', arguments: args });
  expect([result.isError, commands]).toMatchObject([undefined, [{ name: 'withdraw' }]]);
});
