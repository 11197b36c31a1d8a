import { expect, it } from 'vitest';
import { runCommand } from '../../src/cli/main.ts';
import type { QuestionView, Runtime } from '../../src/runtime/api/index.ts';
import { fakeBackend, ROOT } from '../support/backend/fake.ts';
import { connect } from '../support/connect.ts';
import { PIPE } from '../support/terminal.ts';

const QUESTION: QuestionView = {
  id: 'Q1',
  root: 'coupons',
  work: null,
  node: 'planner',
  question: 'Which?',
  options: ['this', 'that'],
  default: null,
  needs_person: true,
  expires_at: null,
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
    amendment: async ({ text }: { text: string }) => `read: ${text}`,
    questions: () => [QUESTION],
    preview: () => ({ detail: 'it', lines: ['- A2: old'], person_id: 'A2' }),
  };
  return { commands, runtime };
}

/** Whoever sits at the terminal types what is asked for, or nothing. */
async function inTerminal(words: readonly string[], types: boolean, written: string | null = null) {
  const { commands, runtime } = listening();
  const asked: string[] = [];
  const said: string[] = [];
  const kept: string[] = [];
  const edit = async (name: string, text: string) => {
    if (written === null) return null;
    kept.push(`${name}: ${text}`);
    const discard = () => kept.splice(0);
    return { path: '/workspace/edited.md', bytes: new TextEncoder().encode(written), discard };
  };
  const confirm = async (_what: string, id: string) => {
    asked.push(id);
    return types;
  };
  const settings = { backend: fakeBackend({ runtime }), root: ROOT, version: '9.9.9' };
  const signal = new AbortController().signal;
  const input = async () => new TextEncoder().encode('# It, as it came in\n');
  const code = await runCommand(words, settings, {
    ...PIPE,
    cwd: ROOT,
    signal,
    input,
    confirm,
    edit,
    err: (text: string) => said.push(text),
  });
  return { asked, commands, code, kept, said: said.join('') };
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

it.each([
  [['amend', 'coupons', 'new.md'], '# Subtract'],
  [['amend', 'coupons', '-'], '# It, as it came in'],
])('takes the whole spec from a file or from standard input: %j', async (words, text) => {
  const { commands, code } = await inTerminal(words, true);
  expect([code, commands]).toMatchObject([
    0,
    [{ items: [], document: expect.stringContaining(`read: ${text}`) }],
  ]);
});

it('opens the editor, shows what differs, asks, and amends the version that was opened', async () => {
  const { asked, commands, code, kept } = await inTerminal(
    ['amend', 'coupons', '--edit', '--reason', 'so'],
    true,
    '# It, anew\n',
  );
  expect({ asked, code, kept }).toEqual({ asked: ['yes', 'A2'], code: 0, kept: [] });
  expect(commands).toMatchObject([
    { document: 'read: # It, anew\n', version: 1, reason: 'so', is_person: true },
  ]);
});

it('changes nothing when nobody says yes, or nothing was edited, and keeps what was written', async () => {
  const words = ['amend', 'coupons', '--edit'];
  const no = await inTerminal(words, false, '# It, anew\n');
  expect(no).toMatchObject({ asked: ['yes'], commands: [], code: 2, kept: ['coupons.md: # It\n'] });
  expect(no.said).toContain('What you wrote is kept: /workspace/edited.md');
  const same = await inTerminal(words, true, '# It\n');
  expect(same).toMatchObject({ asked: [], commands: [], code: 0, kept: [] });
  expect(same.said).toBe('Nothing was changed.\n');
});

it('keeps what was written where it was only to be shown (--edit --dry-run)', async () => {
  const words = ['amend', 'coupons', '--edit', '--dry-run'];
  const shown = await inTerminal(words, true, '# It, anew\n');
  expect(shown).toMatchObject({ asked: [], commands: [], code: 0, kept: ['coupons.md: # It\n'] });
  expect(shown.said).toContain('What you wrote is kept: /workspace/edited.md');
  const same = await inTerminal(words, true, '# It\n');
  expect(same).toMatchObject({ commands: [], code: 0, kept: [] });
  expect(same.said).not.toContain('is kept');
});

it('amends the version that was named, not the one that was opened (--edit --version)', async () => {
  const words = ['amend', 'coupons', '--edit', '--version', '7'];
  const { commands } = await inTerminal(words, true, '# It, anew\n');
  expect(commands).toMatchObject([{ document: 'read: # It, anew\n', version: 7 }]);
});

it('names the way out where there is no editor', async () => {
  const { said, commands, code } = await inTerminal(['amend', 'coupons', '--edit'], true);
  expect([commands, code]).toEqual([[], 2]);
  expect(said).toContain('call millrace amend coupons FILE; - reads standard input');
});

it.each([
  [{ action: 'amend', work: 'coupons' }],
  [{ action: 'amend', work: 'coupons', items: ['A: x'], document: '# It' }],
])('takes an amendment in exactly one way: %j', async (args) => {
  const { commands, runtime } = listening();
  const { client } = await connect({ runtime });
  const result = await client.callTool({ name: 'revise', arguments: args });
  expect([result.isError, commands]).toEqual([true, []]);
});
