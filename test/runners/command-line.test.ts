import { expect, it } from 'vitest';
import { commandLine } from '../../src/runtime/runners/harness/command-line.ts';
import { adapterFor } from '../../src/runtime/runners/index.ts';
import { CODEX, INPUT } from '../support/runners/harnesses.ts';

const ENV = { MY_TOKEN: 'value-of-a-token', PATH: '/bin' };

function line(extra_config: string[], args: string[] = ['exec']): string {
  const runner = { ...CODEX, args, extra_config, disable_features: [] };
  const launch = adapterFor(runner).launch({ ...INPUT, work_dir: '/my work' });
  return commandLine(launch, ENV);
}

it('reads as a shell would take it, with the prompt as its input', () => {
  const text = line([`model_providers.mine={name="it's"}`]);
  expect(text).toMatch(/^cd '\/my work' && codex exec --json /);
  expect(text).toContain(`-c 'model_providers.mine={name="it'\\''s"}'`);
  expect(text).toMatch(/ - < \{attempt_dir\}\/prompt\.md$/);
});

it.each([
  ['model_providers.mine={api_key="abc123secret",wire_api="responses"}', 'abc123secret'],
  ['model_providers.mine={http_headers={Authorization="Bearer abc.def"}}', 'abc.def'],
  ['note="sk-proj-0123456789abcdef"', '0123456789abcdef'],
  ['anything=value-of-a-token', 'value-of-a-token'],
  ["mcp_servers.x.env={MY_PASSWORD='hunter2'}", 'hunter2'],
])('hides the secret in %s', (item, secret) => {
  expect(line([item])).not.toContain(secret);
  expect(line([item])).toContain('***');
  expect(line([], ['exec', item])).not.toContain(secret);
});

it('shows the name of a variable that holds a key', () => {
  expect(line(['model_providers.mine={env_key="MODEL_KEY"}'])).toContain('env_key="MODEL_KEY"');
});
