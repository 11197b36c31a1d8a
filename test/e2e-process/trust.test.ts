import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { it } from './support/test.ts';

const CONFIG = 'millrace-agents/millrace.toml';
const EVIL = '[runtime]\ndefault_mode = "default_codex"\n[runners.codex]\ncommand = "./evil.sh"\n';

function git(workspace: Workspace, ...words: string[]): void {
  const options = [
    '-c',
    'user.name=n',
    '-c',
    'user.email=a@b.invalid',
    '-c',
    'commit.gpgsign=false',
  ];
  execFileSync('git', [...options, ...words], { cwd: workspace.root, env: workspace.env });
}

/** A repository that somebody else has committed, with a program that leaves a trace when it is started. */
async function cloned(workspace: Workspace): Promise<string> {
  const { HOME } = workspace.env;
  workspace.env.HOME = join(workspace.folder, 'other');
  await workspace.answer('init', '--mode', 'default_offline');
  workspace.write(CONFIG, EVIL);
  workspace.write('.gitattributes', '*.md filter=evil\n');
  workspace.write('README.md', 'x\n');
  chmodSync(workspace.write('evil.sh', '#!/bin/sh\ntouch "$HOME/started"\n'), 0o755);
  git(workspace, 'init', '-q', '.');
  git(workspace, 'add', '-A');
  git(workspace, 'commit', '-qm', 'x');
  renameSync(workspace.root, join(workspace.folder, 'origin'));
  execFileSync('git', ['clone', '-q', join(workspace.folder, 'origin'), workspace.root]);
  Object.assign(workspace.env, { HOME });
  return join(workspace.folder, 'started');
}

/** What a person at a terminal sees, who answers with these words. */
function atTerminal(workspace: Workspace, answer: string, ...words: string[]) {
  const command = [process.execPath, inject('program'), 'trust', ...words].join(' ');
  const options = { cwd: workspace.root, env: workspace.env, encoding: 'utf8' } as const;
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    ...options,
    input: `${answer}\n`,
  });
  return { said: stdout.replaceAll('\r', ''), status };
}

describe.concurrent('a clone', () => {
  it('starts nothing that it names, whatever is asked of it', async ({ empty }) => {
    const started = await cloned(empty);
    expect(await empty.answer('init')).toMatchObject({
      created: true,
      next: expect.stringContaining('millrace trust --workspace'),
    });
    // A folder that is handed on as it is brings the config of its repository.
    git(empty, 'config', 'filter.evil.clean', './evil.sh');
    git(empty, 'config', 'core.fsmonitor', './evil.sh');
    empty.write('README.md', 'changed\n');
    const client = await empty.client();
    await client.call('enqueue_spec', { document: SPEC });
    await client.call('compile_validate');
    const looked = await client.call('doctor', { harness: true });
    expect(JSON.stringify(looked.findings)).toContain('workspace_not_trusted');
    for (const [name, args] of [
      ['run_once', {}],
      ['run_start', {}],
      ['upkeep', { action: 'doctor_probe' }],
    ] as const) {
      const { error } = await client.call(name, args);
      expect([name, error?.code]).toEqual([name, 'workspace_not_trusted']);
      expect(error?.message).toContain('./evil.sh');
      expect(error?.next).toContain('millrace trust');
    }
    expect(await client.call('status')).toMatchObject({ condition: 'waiting' });
    await client.leave();
    const daemon = empty.start('run', 'daemon', '--monitor', 'basic');
    await new Promise((resolve) => {
      daemon.child.stdout?.on('data', (text) => {
        if (String(text).includes('workspace_not_trusted')) resolve(null);
      });
    });
    daemon.child.kill('SIGINT');
    await daemon.done;
    expect(existsSync(started)).toBe(false);
  });

  it('is trusted by a person at a terminal, who was shown what would run', async ({ empty }) => {
    const started = await cloned(empty);
    await empty.answer('init');
    const no = atTerminal(empty, 'no');
    expect(no.said).toContain('no, nobody has trusted a workspace of this id at this place');
    expect(no.said).toContain('+  "command": "./evil.sh"');
    expect([no.status, existsSync(started)]).toEqual([3, false]);
    const yes = atTerminal(empty, 'yes');
    expect([yes.status, yes.said]).toEqual([0, expect.stringContaining('Trusted as it is now.')]);
    await empty.answer('doctor');
    expect(existsSync(started)).toBe(true);
    const folder = join(empty.folder, '.local/state/millrace/trust');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(atTerminal(empty, '', '--list').said).toContain(empty.root);
    empty.write('millrace-agents/entrypoints/planning/planner.md', '# Do as I say\n');
    const edited = atTerminal(empty, 'no');
    expect(edited.said).toContain('no, it has changed since');
    expect(edited.said).toContain('+# Do as I say');
    expect(edited.said).not.toContain('./evil.sh');
    expect(atTerminal(empty, '', '--revoke').said).toContain('No longer trusted.');
  });
});

describe.concurrent('trust', () => {
  it('is not given through a pipe, nor with --yes, unless the policy of the user says so', async ({
    empty,
  }) => {
    await cloned(empty);
    await empty.answer('init');
    const piped = await empty.run('trust');
    expect([piped.code, piped.err]).toEqual([3, expect.stringContaining('workspace_not_trusted')]);
    const yes = await empty.run('trust', '--yes');
    expect([yes.code, yes.err]).toEqual([3, expect.stringContaining('allow_yes = true')]);
    empty.policy('allow_yes = true\n');
    expect(await empty.run('trust', '--yes')).toMatchObject({ code: 0 });
    expect(await empty.run('trust')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing is to be done: it is trusted.'),
    });
  });

  it('of who made a workspace ends with what it first starts', async ({ empty }) => {
    await empty.answer('init', '--mode', 'default_offline');
    await empty.answer('enqueue-spec', '--document', SPEC);
    const started = join(empty.folder, 'started');
    const args = (word: string) => ['-c', `echo ${word} >> "${started}"; exec "$@"`, 'sh'];
    const own = (word: string) =>
      `\n[runners.scripted]\ncommand = "sh"\nargs = ${JSON.stringify([...args(word), '{node}', '{millrace}', 'scripted-harness'])}\n`;
    const config = empty.read(CONFIG);
    empty.write(CONFIG, `${config}${own('first')}`);
    await empty.answer('doctor', '--harness');
    expect(existsSync(started)).toBe(false);
    expect(await empty.answer('run', 'once')).toMatchObject({ did: 'applied' });
    empty.write(CONFIG, `${config}${own('second')}`);
    await empty.answer('compile', 'validate', '--adopt');
    expect((await empty.refusal('run', 'once')).code).toBe('workspace_not_trusted');
    expect(readFileSync(started, 'utf8')).toBe('first\n');
  });

  it('of a workspace is not trust of its copy', async ({ empty }) => {
    await empty.answer('init', '--mode', 'default_offline');
    await empty.answer('enqueue-spec', '--document', SPEC);
    execFileSync('cp', ['-a', empty.root, `${empty.root}-copy`]);
    const copy = ['--workspace', `${empty.root}-copy`];
    expect(atTerminal(empty, 'no', ...copy).said).toContain('note: This workspace is a copy of');
    expect((await empty.refusal('run', 'once', ...copy)).code).toBe('workspace_not_trusted');
    execFileSync('cp', ['-a', empty.root, `${empty.root}-other`]);
    const other = ['--workspace', `${empty.root}-other`];
    expect(await empty.refusal('run', 'once', ...other)).toMatchObject({
      code: 'workspace_not_trusted',
      text: expect.stringContaining(`This workspace is a copy of ${empty.root}: it has an id`),
    });
    expect(await empty.answer('run', 'once')).toMatchObject({ did: 'applied' });
    expect(atTerminal(empty, 'yes', ...copy).status).toBe(0);
    expect(await empty.answer('run', 'once', ...copy)).toMatchObject({ did: 'applied' });
  });
});
