import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, inject } from 'vitest';
import { newer } from '../../support/program/client.ts';
import { SPEC } from '../../support/program/specs.ts';
import { Workspace } from '../../support/program/workspace.ts';
import { it } from '../support/test.ts';

const POLICY = ['policy', 'delegation'] as const;
const FORMS = { elicitation: { form: {} } };

/** What a person at a terminal gets to see, and the exit code. */
function typed(workspace: Workspace, word: string, input: string) {
  const command = [process.execPath, inject('program'), ...POLICY, word].join(' ');
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: workspace.root,
    env: workspace.env,
    input,
    encoding: 'utf8',
  });
  return { status, shown: stdout };
}

async function shown(workspace: Workspace): Promise<string> {
  return (await workspace.run(...POLICY)).out.trim();
}

/** What an agent is told: when it connects, and by status. */
async function told(workspace: Workspace) {
  const client = await workspace.client();
  const { delegation } = await client.call('status');
  await client.leave();
  const discovering = workspace.bareClient();
  const { result } = await discovering.request('server/discover', newer({}));
  await discovering.leave();
  return { delegation, instructions: String(result?.instructions) };
}

it('a person at a terminal lets agents do more, and nobody else does', async ({ offline }) => {
  expect(await shown(offline)).toContain('not set, which means ask');
  const piped = await offline.run(...POLICY, 'allow');
  expect(piped).toMatchObject({ code: 3, err: expect.stringContaining('person_needed') });
  expect(typed(offline, 'allow', 'yes\n')).toMatchObject({ status: 3 });
  expect(await shown(offline)).toContain('not set');
  expect(typed(offline, 'allow', 'allow\n').shown).toContain('delegation: allow');
  expect(await shown(offline)).toContain('delegation: allow');
  const allowed = await told(offline);
  expect(allowed.delegation).toBe('allow');
  expect(allowed.instructions).toContain('at your discretion');
  expect(await offline.run(...POLICY, 'ask')).toMatchObject({ code: 0 });
  expect(await told(offline)).toMatchObject({
    delegation: 'ask',
    instructions: expect.stringContaining('Delegate only when the person asks for it.'),
  });
});

it('a form in a client is as good as a terminal, and is asked once', async ({ offline }) => {
  const client = offline.bareClient();
  const call = { name: 'enqueue_spec', arguments: { document: SPEC } };
  const first = await client.request('tools/call', newer(call, FORMS));
  expect(first.result).toMatchObject({ resultType: 'input_required' });
  const inputResponses = {
    'confirm delegation': { action: 'accept', content: { choice: 'suggest' } },
  };
  await client.request('tools/call', newer({ ...call, inputResponses }, FORMS));
  expect(await shown(offline)).toContain('delegation: suggest');
  const again = await client.request('tools/call', newer(call, FORMS));
  expect(again.result).toMatchObject({ resultType: 'complete' });
  await client.leave();
});

it.each([
  ['is damaged', '{"policy":"allow"}', 0o600],
  [
    'everybody may write',
    JSON.stringify({
      schema_version: '1.0',
      kind: 'delegation_policy',
      policy: 'allow',
      at: '2026-01-01T00:00:00Z',
      by: 'terminal',
    }),
    0o666,
  ],
])('a file that %s counts for nothing, and that is said', async (_, text, mode) => {
  const workspace = new Workspace();
  try {
    const folder = `${workspace.folder}/.local/state/millrace`;
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${folder}/delegation.json`, text);
    chmodSync(`${folder}/delegation.json`, mode);
    expect(await shown(workspace)).toMatch(/counts for nothing: .*\n.*not set/s);
  } finally {
    workspace.end();
  }
});

it('a file in the workspace counts for nothing', async ({ offline }) => {
  offline.env = { ...offline.env, XDG_STATE_HOME: offline.at('state') };
  typed(offline, 'allow', 'allow\n');
  expect(offline.read('state/millrace/delegation.json')).toContain('"allow"');
  expect(await shown(offline)).toContain('it lies in the workspace');
  expect(await told(offline)).toMatchObject({ delegation: 'ask' });
});

it('a server says at its start how its folder stands, whatever state that is in', async ({
  empty,
}) => {
  const first = async () => {
    const client = empty.bareClient();
    const { result } = await client.initialize();
    await client.leave();
    return String(result?.instructions).split('. ')[0];
  };
  expect(await first()).toBe('No workspace here yet: init makes one');
  await empty.answer('init', '--mode', 'default_offline');
  expect(await first()).toBe('A workspace is here; status says how it stands');
  await empty.answer('enqueue-spec', '--document', SPEC);
  expect(await first()).toBe('Here: 1 queued');
  empty.write('millrace-agents/state/runtime_snapshot.json', '{');
  expect(await first()).toBe('The workspace here cannot be read: status says why');
});
