import { expect } from 'vitest';
import { codex } from '../../../src/runtime/runners/codex/adapter.ts';
import { NODE } from '../../support/runners/cloth.ts';
import { CODEX, lines, sample } from '../../support/runners/harnesses.ts';
import { failedSamples, loginsBy, loginsIn, reading, refusals } from '../support/harness-cases.ts';
import { harnessSuite } from '../support/harness-suite.ts';

const THREAD = '01a20383-309d-7513-9565-bd0077452b12';
const MAXIMUM = '--dangerously-bypass-approvals-and-sandbox';
const started = { type: 'thread.started', thread_id: 'th-1' };
const answer = (text: string) => ({
  type: 'item.completed',
  item: { type: 'agent_message', text },
});
const usage = { input_tokens: 5, cached_input_tokens: 9, output_tokens: 2 };
const done = { type: 'turn.completed', usage };
const failed = { type: 'turn.failed', error: { message: 'x' } };

const woven = answer('### WOVEN');
const retried = { type: 'error', message: 'Reconnecting... 1/5 (Connection failed)' };
const hologram = { type: 'item.completed', item: { type: 'hologram', text: 'x' } };

const TOKENS = { id_token: 'a', access_token: 'b', refresh_token: 'c' };
const KEY_MODE = { auth_mode: 'apikey', OPENAI_API_KEY: 'k' };
const ELSEWHERE = { '/elsewhere/auth.json': JSON.stringify({ tokens: TOKENS }) };
const UNREADABLE = 'unknown unknown: auth.json is not as this release knows it';
const NO_LOGIN = 'no unknown: there is no auth.json in its home folder';
const OWN_PROVIDER = 'unknown unknown: its settings name a model provider of their own';
const KEYRING = 'unknown unknown: its login is kept in the keyring of the system';

harnessSuite({
  harness: codex,
  config: CODEX,
  program: 'codex',
  launch: {
    argv: [
      ...['codex', 'exec', '--json', '--skip-git-repo-check', '--model', 'fine-7', MAXIMUM],
      ...['-c', 'project_doc_max_bytes=0', '-c', 'skills.include_instructions=false'],
      ...['-c', 'analytics.enabled=false', '-c', 'check_for_update_on_startup=false'],
      ...['--disable', 'plugins', '-'],
    ],
    env: {},
    secrets: ['OPENAI_API_KEY', 'CODEX_API_KEY', 'OPENAI_BASE_URL', 'AZURE_OPENAI_API_KEY'],
  },
  repeatable: ['--add-dir', '--disable'],
  launches: [
    {
      name: 'asks its own sandbox at the level basic, which may write to the folder of results',
      config: { permission_default: 'basic' },
      has: ['-c sandbox_mode="workspace-write" -c approval_policy="never"', '/a/q1-1/out'],
      lacks: [MAXIMUM],
    },
    {
      name: 'asks nobody at the level elevated, within its own limits',
      config: { permission_default: 'elevated' },
      has: ['-c sandbox_mode="danger-full-access" -c approval_policy="never"'],
      lacks: [MAXIMUM, '/a/q1-1/out'],
    },
    {
      name: 'takes the level of the model before the default',
      config: { permission_by_model: { 'fine-7': 'basic' } },
      has: ['sandbox_mode="workspace-write"'],
    },
    {
      name: 'takes the level of the stage before that of the model',
      config: {
        permission_by_model: { 'fine-7': 'basic' },
        permission_by_stage: { weaver: 'elevated' },
      },
      has: ['sandbox_mode="danger-full-access"'],
    },
    {
      name: 'resumes a session and thinks as the stage says',
      input: { session: THREAD, node: { ...NODE, thinking_level: 'high' } },
      has: ['model_reasoning_effort="high"', new RegExp(` resume ${THREAD} -$`)],
    },
    {
      name: 'resumes no session where the config does not let it',
      config: { resume: false },
      input: { session: THREAD },
      lacks: ['resume'],
    },
  ],
  sample: {
    stdout: sample('codex'),
    report: {
      final_text: 'All done.\n\n### BUILDER_COMPLETE\n{"files":["out.txt"]}',
      clean: true,
      usage: {
        input_tokens: 2500,
        cached_input_tokens: 1100,
        output_tokens: 110,
        thinking_tokens: 18,
        total_tokens: 2610,
      },
      session: THREAD,
      trouble: null,
      notes: [],
    },
  },
  reports: [
    reading(
      'does not take the usage of a whole thread for its own',
      sample('codex'),
      { usage: null },
      { resumed: THREAD },
    ),
    reading('warns about what Codex warned about', sample('codex-mcp-tools'), {
      clean: true,
      final_text: '### BUILDER_COMPLETE',
      notes: [expect.stringContaining('it warned: Model metadata for')],
    }),
    ...failedSamples(
      [
        ['codex-err-400', 1, 'runner_bad_configuration'],
        ['codex-err-401', 1, 'runner_not_logged_in'],
        ['codex-err-429', 1, 'provider_rate_limited'],
        ['codex-err-500', 1, 'provider_failure'],
        ['codex-err-after-progress', 1, 'provider_failure'],
        ['codex-err-unreachable-bounded', 1, 'network_unreachable'],
        ['codex-err-unreachable-default-hangs', 137, 'network_unreachable'],
      ],
      { usage: null },
    ),
    reading(
      'has no trouble of its own when it was cut off',
      sample('codex-sigint-shell'),
      { clean: false, trouble: null, final_text: 'starting' },
      { status: 1 },
    ),
    reading(
      'forgets an error that was retried with success',
      lines(started, retried, answer('on')),
      { trouble: null },
      { status: 1 },
    ),
    reading('is not clean without the event', lines(started, woven), { clean: false }),
    reading(
      'is not clean without the exit status',
      lines(started, woven, done),
      { clean: false },
      { status: 1 },
    ),
    reading('is not clean when a turn failed at last', lines(started, woven, done, failed), {
      clean: false,
    }),
    reading('is clean with event and status', lines(started, woven, done), { clean: true }),
    reading('counts no more cached tokens than there were', lines(started, done), {
      usage: { input_tokens: 5, cached_input_tokens: 5 },
    }),
    reading('counts nothing where there are no counts', lines({ ...done, usage: {} }), {
      usage: null,
    }),
    reading(
      'takes no session that could be taken for an argument',
      lines({ ...started, thread_id: '--last' }, done),
      { session: null },
    ),
    reading(
      'reads the session from the beginning of a long output',
      lines(done),
      { session: 'th-1', notes: [] },
      { stdout_head: new TextEncoder().encode(lines(started).repeat(2)) },
    ),
    reading(
      'names an item of a newer version, which does no harm',
      lines(started, woven, hologram, done),
      {
        clean: true,
        final_text: '### WOVEN',
        notes: ['event types that this release does not know: item hologram'],
      },
    ),
    ...refusals('th-0', [
      ["error: unexpected argument '--nope' found", 2, 'runner_bad_configuration'],
      [
        'Not inside a trusted directory and --skip-git-repo-check was not specified.',
        1,
        'runner_bad_configuration',
      ],
      [
        'Error: thread/resume failed: no rollout found for thread id x\n\n 0: <unknown>',
        1,
        'attempt_lost',
      ],
      ['Error: Missing environment variable: `FAKE_KEY`', 1, 'runner_not_logged_in'],
    ]),
    reading(
      'is no refusal to start when a signal ended it',
      '',
      { trouble: null },
      { status: 137 },
    ),
  ],
  places: [
    {
      name: 'lies in the folder of the day on which the session began',
      env: { CODEX_HOME: '/c' },
      session: THREAD,
      places: ['2026/11/22', '2026/11/21', '2026/11/23'].map((day) => ({
        folder: `/c/sessions/${day}`,
        name_ends_with: `-${THREAD}.jsonl`,
      })),
    },
    { name: 'is not looked for without a home', env: {}, session: THREAD, places: [] },
    { name: 'is not looked for without a day', env: { HOME: '/h' }, session: 'named', places: [] },
  ],
  usages: [
    {
      name: 'counts each answer once',
      record: new Uint8Array([...sample('codex-rollout-usage'), ...sample('codex-rollout-usage')]),
      since: '',
      usage: expect.objectContaining({ total_tokens: 2610, thinking_tokens: 18 }),
    },
    {
      name: 'counts only the answers of the attempt',
      record: sample('codex-rollout-usage'),
      since: '2026-11-22T13:47:39.250Z',
      usage: expect.objectContaining({
        input_tokens: 1500,
        cached_input_tokens: 900,
        total_tokens: 1560,
      }),
    },
    {
      name: 'knows nothing of an attempt after it',
      record: sample('codex-rollout-usage'),
      since: '2027',
      usage: null,
    },
  ],
  logins: [
    ...loginsIn('/h/.codex/auth.json', [
      [JSON.stringify({ auth_mode: 'chatgpt', tokens: TOKENS }), 'yes subscription: auth.json'],
      [JSON.stringify({ OPENAI_API_KEY: null, tokens: TOKENS }), 'yes subscription: auth.json'],
      ['{"auth_mode":"apikey","OPENAI_API_KEY":"k"}', 'yes api_key: auth.json'],
      ['{"OPENAI_API_KEY":"k","tokens":null}', 'yes api_key: auth.json'],
      [JSON.stringify({ ...KEY_MODE, tokens: TOKENS }), 'yes api_key: auth.json'],
      ['{}', UNREADABLE],
      ['{"tokens":"text"}', UNREADABLE],
      ['not JSON', UNREADABLE],
    ]),
    ...loginsIn('/h/.codex/config.toml', [
      ['model = "x"\nmodel_provider = "mine"\n', OWN_PROVIDER],
      ['model_provider = "openai"\n', NO_LOGIN],
      ['cli_auth_credentials_store = "keyring"\n', KEYRING],
      ['cli_auth_credentials_store = "file"\n', NO_LOGIN],
    ]),
    ...loginsBy([
      ['CODEX_API_KEY', 'k', 'yes api_key: CODEX_API_KEY'],
      ['OPENAI_API_KEY', 'k', NO_LOGIN],
      ['CODEX_API_KEY', '', NO_LOGIN],
    ]),
    {
      name: 'a file that it cannot read',
      files: { '/h/.codex/auth.json': null },
      login: UNREADABLE,
    },
    {
      name: 'a file where CODEX_HOME says',
      files: ELSEWHERE,
      env: { CODEX_HOME: '/elsewhere' },
      login: 'yes subscription: auth.json',
    },
    { name: 'a file elsewhere', files: ELSEWHERE, login: NO_LOGIN },
    {
      name: 'a provider of its own in the config',
      config: { extra_config: ['model_provider=mine', 'model_providers.mine={}'] },
      login: OWN_PROVIDER,
    },
    {
      name: 'a file of the user that is not read',
      files: { '/h/.codex/config.toml': 'model_provider = "mine"\n' },
      config: { user_config: false },
      login: NO_LOGIN,
    },
  ],
  versions: [
    ['WARNING: something\ncodex-cli 0.170.1-alpha.2\n', '0.170.1-alpha.2'],
    ['10.2.4\n', undefined],
  ],
  speaker: {
    session: { type: 'thread.started', thread_id: 'one' },
    says: answer,
    end: { type: 'turn.completed', usage: { input_tokens: 5, output_tokens: 2 } },
  },
});
