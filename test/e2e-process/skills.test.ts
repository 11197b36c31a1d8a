import { describe, expect } from 'vitest';
import type { Client } from '../support/program/client.ts';
import { callsIn, type SkillCall, skillFiles } from '../support/skill-page.ts';
import { it } from './support/test.ts';

function callsOf(skill: string, path = 'SKILL.md'): SkillCall[] {
  return callsIn(skillFiles(skill).find((file) => file.path === path)?.text ?? '');
}

/** Makes each call of a page; none may be refused. */
async function follow(client: Client, calls: readonly SkillCall[]) {
  const answers: Record<string, unknown>[] = [];
  for (const { name, args } of calls) {
    const answer = await client.call(name, args);
    expect([name, answer.error?.message]).toEqual([name, undefined]);
    answers.push(answer);
  }
  return answers;
}

describe.concurrent('an agent that follows a skill', () => {
  it('delegates a spec until it is closed, and reports on it', async ({ offline }) => {
    offline.trustEdits();
    const client = await offline.client();
    const answers = await follow(client, callsOf('millrace-autonomous-delegation'));
    expect(answers).toMatchObject([
      { id: 'spec-add-a-subtract-function' },
      { id: 'spec-add-a-subtract-function', already: false },
      { already: false },
      { reason: 'closed', spec: { state: 'closed' } },
      { state: 'closed' },
    ]);
    await client.call('control', { action: 'run_stop' });
    await client.leave();
  });

  it('operates a workspace', async ({ offline }) => {
    offline.trustEdits();
    const client = await offline.client();
    await client.call('enqueue_spec', { title: 'Subtract', acceptance: ['5 - 3 is 2'] });
    const answers = await follow(client, callsOf('millrace-ops-agent-manual'));
    expect(answers).toMatchObject([
      { condition: 'ready' },
      { rows: [{ state: 'queued' }] },
      {},
      { did: 'applied' },
      { applied: true },
      { applied: true },
    ]);
    await client.leave();
  });

  it('withdraws what nobody wants any more', async ({ offline }) => {
    const client = await offline.client();
    await client.call('enqueue_spec', {
      title: 'Add a subtract function',
      acceptance: ['It is 2'],
    });
    const calls = callsOf('millrace-autonomous-delegation', 'references/trouble.md');
    await follow(
      client,
      calls.filter(({ name }) => name === 'revise'),
    );
    expect(await client.call('status')).toMatchObject({ condition: 'idle' });
    await client.leave();
  });

  it('compiles a loop and adopts it', async ({ offline }) => {
    offline.trustEdits();
    const client = await offline.client();
    const answers = await follow(client, callsOf('millrace-loop-authoring'));
    expect(answers).toMatchObject([{ valid: true }, { valid: true, adopted: true }]);
    await client.leave();
  });
});
