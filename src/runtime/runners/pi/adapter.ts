/**
 * Pi, run by `pi --mode rpc` in the login of its user. It needs somebody to speak with for as long as
 * it works: a process of ours that depends on nobody leads the dialogue and records it, and what is
 * said of an attempt is read from that record.
 */

import type { LaunchSpec } from '../../keeper/types.ts';
import type { HarnessWords } from '../../plan/index.ts';
import { defineHarness } from '../harness/definition.ts';
import { launchOf } from '../harness/launch.ts';
import type { LaunchInput } from '../harness/types.ts';
import { piActivity } from './activity.ts';
import { type PiRunner, piSettings } from './config.ts';
import { piLogin } from './login.ts';
import { reportOfPi } from './report.ts';
import { piRecord, sessionFolder } from './session.ts';
import { PI_PLACES, PI_SECRETS } from './variables.ts';

/** Word of this program that leads the dialogue with the program behind it. */
export const PI_DIALOGUE = 'pi-dialogue';

const OWN = { places: PI_PLACES, secrets: PI_SECRETS };

/** One dialogue for each attempt. */
export const pi = defineHarness({
  runner: 'pi_rpc',
  title: 'Pi',
  about:
    'It runs in its RPC mode: `pi-dialogue` leads the dialogue with it, gives it the prompt and keeps ' +
    'its events. Sessions lie where Pi itself would put them; a resumed one is named by `--session`. ' +
    'Pi has no sandbox and asks nobody, so every permission level but `maximum` is refused, and it has ' +
    'no client for MCP servers. Failed requests are repeated as often as its own settings say.',
  tested_version: '0.74.2',
  version: /^(\d+\.\d+\.\d+\S*)$/m,
  version_env: {},
  install: 'npm install -g @earendil-works/pi-coding-agent',
  log_in: 'pi, then /login in it',
  login_env: ['PI_CODING_AGENT_DIR', 'ANTHROPIC_API_KEY', 'OPENAI_API_KEY'],
  quota: null,
  dialogue: PI_DIALOGUE,
  settings: piSettings,
  words: wordsOf,
  launch,
  report: reportOfPi,
  activity: piActivity,
  login: piLogin,
  record: piRecord,
});

/** It asks nobody, at every level. */
function wordsOf(config: PiRunner): HarnessWords {
  return {
    flags: [],
    switches: [
      ...(config.context_files ? [] : ['--no-context-files']),
      ...(config.skills ? [] : ['--no-skills']),
      ...(config.extensions ? [] : ['--no-extensions']),
      ...(config.prompt_templates ? [] : ['--no-prompt-templates']),
      ...(config.themes ? [] : ['--no-themes']),
    ],
    levels: { basic: [], elevated: [], maximum: [] },
    variables: config.telemetry ? {} : { PI_OFFLINE: '1', PI_TELEMETRY: '0' },
  };
}

function launch(config: PiRunner, input: LaunchInput, words: HarnessWords): LaunchSpec {
  const { self, node } = input;
  const spec = launchOf(config, input, [config.command], {
    ...OWN,
    set: words.variables,
  });
  const thinking = node.thinking_level ?? node.model_reasoning_effort ?? config.thinking;
  const argv = [
    self.node,
    self.millrace,
    PI_DIALOGUE,
    config.command,
    ...config.args,
    '--mode',
    'rpc',
    ...model(config, node.model_name),
    ...(thinking === null ? [] : ['--thinking', thinking]),
    ...session(config, input.session, sessionFolder(spec)),
    ...words.flags,
    ...words.switches,
  ];
  return { ...spec, argv };
}

/** Without a model Pi would not look at the provider. */
function model({ provider }: PiRunner, name: string | null): string[] {
  if (name === null) return [];
  return [...(provider === null ? [] : ['--provider', provider]), '--model', name];
}

/** By its path: to find a session by its id, Pi reads all that it ever had in this folder. */
function session({ resume }: PiRunner, name: string | null, folder: string | null): string[] {
  if (!resume) return ['--no-session'];
  if (folder === null) return [];
  const resumed = name === null ? [] : ['--session', `${folder}/${name}.jsonl`];
  return ['--session-dir', folder, ...resumed];
}
