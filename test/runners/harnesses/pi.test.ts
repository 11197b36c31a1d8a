import { expect } from 'vitest';
import type { FailureClass } from '../../../src/runtime/runners/index.ts';
import { pi } from '../../../src/runtime/runners/pi/adapter.ts';
import { PI_SECRETS } from '../../../src/runtime/runners/pi/variables.ts';
import { NODE } from '../../support/runners/cloth.ts';
import { INPUT, lines, PI, sample } from '../../support/runners/harnesses.ts';
import { failedSamples, loginsBy, loginsIn, reading, refusals } from '../support/harness-cases.ts';
import { harnessSuite } from '../support/harness-suite.ts';
import { answer, entry } from '../support/pi-records.ts';

const SESSION = '2026-11-22T19-10-03-536Z_01a204aa-5d10-7d72-b8bc-1171172adaf8';
const FOLDER = '/h/.pi/agent/sessions/--w--';
const THINKING = { ...NODE, thinking_level: 'high' };
const ALL_FILES = {
  ...{ context_files: true, skills: true, extensions: true },
  ...{ prompt_templates: true, themes: true },
};
const RPC = ['pi', '--mode', 'rpc', '--model', 'fine-7'];
const named = {
  id: 'session',
  type: 'response',
  command: 'get_session_stats',
  data: { sessionFile: `${FOLDER}/${SESSION}.jsonl` },
};
const end = { type: 'agent_end', messages: [] };
const woven = answer('### WOVEN');
const failed = answer('', { stopReason: 'error', errorMessage: '529 full' });
const aborted = answer('', { stopReason: 'aborted' });
const retry = { type: 'auto_retry_start' };
const newer = [{ type: 'dream' }, { type: 'extension_error' }, { type: 'agent_end', left: 1 }];

const NOT_FOUND = { failure_class: 'runner_binary_not_found', retry_after_ms: null };
const AUTH = '/h/.pi/agent/auth.json';
const OAUTH = '{"anthropic":{"type":"oauth","access":"a"}}';
const MODELS = '/h/.pi/agent/models.json';
const MINE = '{"providers":{"mine":{"baseUrl":"x","apiKey":"MY_KEY"}}}';
const NO_LOGIN = 'no unknown: no login and no key of it was found';

harnessSuite({
  harness: pi,
  config: PI,
  program: 'pi',
  launch: {
    argv: [
      ...['/bin/node', '/lib/millrace.js', 'pi-dialogue', ...RPC, '--session-dir', FOLDER],
      ...['--no-context-files', '--no-skills', '--no-extensions'],
      ...['--no-prompt-templates', '--no-themes'],
    ],
    env: { PI_OFFLINE: '1', PI_TELEMETRY: '0' },
    secrets: PI_SECRETS,
  },
  repeatable: [],
  launches: [
    {
      name: 'resumes a session by its file and thinks as the stage says',
      config: { provider: 'groq', thinking: 'low' },
      input: { node: THINKING, session: SESSION },
      has: [
        `--provider groq --model fine-7 --thinking high --session-dir ${FOLDER} ` +
          `--session ${FOLDER}/${SESSION}.jsonl`,
      ],
    },
    {
      name: 'names no provider without a model',
      config: { provider: 'groq', thinking: 'low' },
      input: { node: { ...THINKING, model_name: null } },
      lacks: ['--provider', '--model'],
    },
    {
      name: 'loads what it is let, and keeps no session that is not resumed',
      config: { ...ALL_FILES, telemetry: true, resume: false },
      has: [new RegExp(`pi-dialogue ${RPC.join(' ')} --no-session$`)],
      unset: ['PI_OFFLINE', 'PI_TELEMETRY'],
    },
    {
      name: 'stores where its folders are, and keys by their names alone',
      input: { env: { ...INPUT.env, GROQ_API_KEY: 'secret', PI_PACKAGE_DIR: '/p' } },
      set: { PI_PACKAGE_DIR: '/p' },
      unset: ['GROQ_API_KEY'],
      passes: ['GROQ_API_KEY'],
    },
    ...(
      [
        ['PI_CODING_AGENT_DIR', '~/mine', '/h/mine/sessions/--w--'],
        ['PI_CODING_AGENT_SESSION_DIR', '/s', '/s'],
      ] as const
    ).map(([variable, path, folder]) => ({
      name: `keeps sessions where ${variable} says`,
      input: { env: { ...INPUT.env, [variable]: path } },
      has: [`--session-dir ${folder} `],
    })),
    {
      name: 'names no folder of sessions without a home',
      input: { env: { PATH: '/bin' } },
      lacks: ['--session-dir'],
    },
  ],
  sample: {
    stdout: sample('pi'),
    report: {
      final_text: 'All done.\n\n### BUILDER_COMPLETE\n{"files":["out.txt"]}',
      clean: true,
      usage: {
        input_tokens: 2500,
        cached_input_tokens: 1100,
        output_tokens: 110,
        thinking_tokens: 0,
        total_tokens: 2610,
        cost_usd: 0.00173,
      },
      session: null,
      trouble: null,
      notes: [],
    },
  },
  reports: [
    reading('is the same whatever API the provider speaks', sample('pi-anthropic'), {
      clean: true,
      usage: { total_tokens: 3710, cost_usd: 0.00283 },
      notes: [],
      final_text: expect.stringContaining('### BUILDER_COMPLETE'),
    }),
    // Its exit status is 0 in all of these.
    ...failedSamples(
      [
        ['pi-err-401', 0, 'runner_not_logged_in'],
        ['pi-err-429', 0, 'provider_rate_limited'],
        ['pi-err-500', 0, 'provider_failure'],
        ['pi-err-unreachable', 0, 'network_unreachable'],
      ],
      { usage: null },
    ),
    reading(
      'of a run that was aborted is interrupted, with what it had cost',
      sample('pi-abort'),
      {
        final_text: '',
        clean: false,
        usage: { input_tokens: 100, total_tokens: 110 },
        trouble: { failure_class: 'interrupted' },
      },
      { status: 130 },
    ),
    reading('names no session before its first answer', lines(named), { session: null }),
    reading(
      'keeps the resumed session before its first answer',
      lines(named),
      { session: 'old' },
      { resumed: 'old' },
    ),
    reading(
      'names the session when its file is there',
      lines(named, answer('x', { stopReason: 'error', errorMessage: '401 no' })),
      { session: SESSION },
    ),
    ...(
      [
        ['a run that did not end', [woven], 0],
        ['a run that went on', [woven, end, retry], 0],
        ['an answer that was cut off', [answer('### WOVEN', { stopReason: 'length' }), end], 0],
        ['a process that did not end well', [woven, end], 137],
      ] as const
    ).map(([name, records, status]) =>
      reading(
        `is not clean: ${name}`,
        lines(...records),
        { clean: false, final_text: '### WOVEN' },
        { status },
      ),
    ),
    reading(
      'was stuck in retries when it was stopped',
      lines(failed, end, retry, aborted, end),
      { trouble: { failure_class: 'provider_failure' } },
      { status: 143 },
    ),
    reading(
      'is not stuck in a retry that was answered',
      lines(failed, answer('better', { stopReason: 'toolUse' }), aborted, end),
      { trouble: { failure_class: 'interrupted' } },
      { status: 143 },
    ),
    refusedPrompt('No API key found for groq.\n\nUse /login to log in', 'runner_not_logged_in'),
    refusedPrompt('No model selected.', 'runner_bad_configuration'),
    reading(
      'says which program could not be started',
      lines({ type: 'program_not_started', program: 'pie', error: 'ENOENT' }),
      { trouble: { ...NOT_FOUND, detail: 'pie: ENOENT' } },
      { status: 127 },
    ),
    reading(
      'takes no part of its records for all of them',
      sample('pi'),
      { clean: true, usage: null },
      { stdout_head: sample('pi') },
    ),
    reading('tolerates and names what a newer version says', lines(woven, ...newer), {
      clean: true,
      notes: [
        'its extensions failed 1 times',
        'event types that this release does not know: dream',
      ],
    }),
    ...refusals(SESSION, [
      ['Error: Unknown option: --no-such-flag', 1, 'runner_bad_configuration'],
      ['No models available. Use /login to log into a provider', 1, 'runner_bad_configuration'],
      ['TypeError: rate_limit is not a function\n    at x.js:502', 1, 'runner_bad_configuration'],
      ['429 Too Many Requests', 1, 'provider_rate_limited'],
      ['Connection error.', 1, 'network_unreachable'],
    ]),
  ],
  places: [
    {
      name: 'lies below its home, in the folder of the work directory',
      cwd: '/w/My.dir',
      session: SESSION,
      places: [
        { folder: '/h/.pi/agent/sessions/--w-My.dir--', name_ends_with: `${SESSION}.jsonl` },
      ],
    },
    { name: 'is not looked for without a home', env: {}, session: SESSION, places: [] },
  ],
  usages: [
    {
      name: 'counts the answers of the attempt',
      record: lines(
        { type: 'session', timestamp: '2026-01-01T00:00:00Z' },
        entry('2026-01-01T00:00:00Z', 90),
        entry('2026-01-01T00:00:02Z', 10),
        { type: 'message', timestamp: '2026-01-01T00:00:03Z', message: { role: 'user' } },
      ),
      since: '2026-01-01T00:00:01Z',
      usage: {
        input_tokens: 16,
        cached_input_tokens: 4,
        output_tokens: 7,
        thinking_tokens: 0,
        total_tokens: 23,
      },
    },
    {
      name: 'knows nothing of an attempt after it',
      record: lines(entry('2026-01-01T00:00:02Z', 10)),
      since: '2027',
      usage: null,
    },
  ],
  logins: [
    ...loginsIn(AUTH, [
      [OAUTH, 'yes subscription: auth.json'],
      ['{"openai":{"type":"api_key","key":"k"}}', 'yes api_key: auth.json'],
      ['broken', 'unknown unknown: its files are not as this release knows'],
    ]),
    ...loginsIn(MODELS, [[MINE, 'yes api_key: models.json']]),
    ...loginsBy([
      ['GEMINI_API_KEY', 'k', 'yes api_key: GEMINI_API_KEY'],
      ['CODEX_API_KEY', 'k', NO_LOGIN],
    ]),
    {
      name: 'a login where PI_CODING_AGENT_DIR says',
      files: { '/p/auth.json': '{"x":{"type":"oauth"}}' },
      env: { PI_CODING_AGENT_DIR: '/p' },
      login: 'yes subscription: auth.json',
    },
    ...(
      [
        ['its own login', 'anthropic', { files: { [AUTH]: OAUTH } }, 'yes subscription: auth.json'],
        ['the login of another', 'openai', { files: { [AUTH]: OAUTH } }, NO_LOGIN],
        ['its own key', 'mine', { files: { [MODELS]: MINE } }, 'yes api_key: models.json'],
        ['the variable of another', 'openai', { env: { ANTHROPIC_API_KEY: 'k' } }, NO_LOGIN],
      ] as const
    ).map(([what, provider, has, login]) => ({
      name: `the provider ${provider} and ${what}`,
      config: { provider },
      ...has,
      login,
    })),
  ],
  versions: [
    ['0.74.2\n', '0.74.2'],
    ['pi 0.74.2 by someone\n', undefined],
  ],
  speaker: null,
});

function refusedPrompt(error: string, failure_class: FailureClass) {
  const detail = error.split('\n')[0];
  return reading(
    `is a prompt that was not taken: ${detail}`,
    lines(named, { type: 'response', command: 'prompt', success: false, error }),
    { clean: false, session: null, trouble: { failure_class, detail } },
  );
}
