import { describe, expect, it } from 'vitest';
import type { Found, Login } from '../../src/runtime/runners/harness/login.ts';
import { HARNESSES } from '../../src/runtime/runners/harness-facts.ts';
import { CLAUDE, CODEX, PI } from '../support/runners/harnesses.ts';

type Files = Readonly<Record<string, string | null>>;

function found(files: Files, env: Readonly<Record<string, string>>): Found {
  return { env: { HOME: '/h', ...env }, text: (path) => files[path] };
}

function codex(files: Files = {}, env = {}, config: Partial<typeof CODEX> = {}): Login {
  return HARNESSES.codex_cli.login({ ...CODEX, ...config }, found(files, env));
}

function claude(files: Files = {}, env = {}, config: Partial<typeof CLAUDE> = {}): Login {
  return HARNESSES.claude_cli.login({ ...CLAUDE, ...config }, found(files, env));
}

function pi(files: Files = {}, env = {}, provider: string | null = null): Login {
  return HARNESSES.pi_rpc.login({ ...PI, provider }, found(files, env));
}

function short({ state, account, by }: Login): string {
  return `${state} ${account}: ${by}`;
}

const TOKENS = { id_token: 'a', access_token: 'b', refresh_token: 'c' };

describe('Codex', () => {
  it.each([
    [{ auth_mode: 'chatgpt', tokens: TOKENS }, 'yes subscription: auth.json'],
    [{ OPENAI_API_KEY: null, tokens: TOKENS }, 'yes subscription: auth.json'],
    [{ auth_mode: 'apikey', OPENAI_API_KEY: 'k' }, 'yes api_key: auth.json'],
    [{ OPENAI_API_KEY: 'k', tokens: null }, 'yes api_key: auth.json'],
    [{ auth_mode: 'apikey', OPENAI_API_KEY: 'k', tokens: TOKENS }, 'yes api_key: auth.json'],
    [{}, 'unknown unknown: auth.json is not as this release knows it'],
    [{ tokens: 'text' }, 'unknown unknown: auth.json is not as this release knows it'],
  ])('reads its login: %j', (auth, said) => {
    expect(short(codex({ '/h/.codex/auth.json': JSON.stringify(auth) }))).toBe(said);
  });

  it.each([
    ['not JSON', 'unknown'],
    [null, 'unknown'],
  ])('does not guess at a file that it cannot read: %j', (text, state) => {
    expect(codex({ '/h/.codex/auth.json': text }).state).toBe(state);
  });

  it('looks where CODEX_HOME says, and takes the one key that it would take itself', () => {
    const auth = { '/elsewhere/auth.json': JSON.stringify({ tokens: TOKENS }) };
    expect(codex(auth, { CODEX_HOME: '/elsewhere' }).state).toBe('yes');
    expect(codex(auth).state).toBe('no');
    expect(short(codex({}, { CODEX_API_KEY: 'k' }))).toBe('yes api_key: CODEX_API_KEY');
    expect(codex({}, { OPENAI_API_KEY: 'k' }).state).toBe('no');
    expect(codex({}, { CODEX_API_KEY: '' }).state).toBe('no');
  });

  it('does not judge a provider of its own, or a keyring', () => {
    const extra_config = ['model_provider=mine', 'model_providers.mine={}'];
    expect(codex({}, {}, { extra_config }).state).toBe('unknown');
    const config = (text: string) => codex({ '/h/.codex/config.toml': text }).state;
    expect(config('model = "x"\nmodel_provider = "mine"\n')).toBe('unknown');
    expect(config('model_provider = "openai"\n')).toBe('no');
    expect(config('cli_auth_credentials_store = "keyring"\n')).toBe('unknown');
    expect(config('cli_auth_credentials_store = "file"\n')).toBe('no');
    const unread = { '/h/.codex/config.toml': 'model_provider = "mine"\n' };
    expect(codex(unread, {}, { user_config: false }).state).toBe('no');
  });
});

describe('Claude Code', () => {
  const oauth = { claudeAiOauth: { accessToken: 'a', refreshToken: 'b', expiresAt: 1 } };

  it.each([
    ['ANTHROPIC_API_KEY', 'yes api_key'],
    ['ANTHROPIC_AUTH_TOKEN', 'yes api_key'],
    ['CLAUDE_CODE_OAUTH_TOKEN', 'yes subscription'],
    ['CLAUDE_CODE_USE_BEDROCK', 'yes unknown'],
    ['ANTHROPIC_BASE_URL', 'no unknown'],
  ])('knows the variable %s', (name, said) => {
    expect(short(claude({}, { [name]: '1' }))).toMatch(said);
  });

  it.each([
    ['/h/.claude/.credentials.json', oauth, 'yes subscription: .credentials.json'],
    ['/h/.claude/.credentials.json', {}, 'no unknown'],
    ['/h/.claude/.credentials.json', { claudeAiOauth: 1 }, 'unknown unknown'],
    ['/h/.claude.json', { primaryApiKey: 'k' }, 'yes api_key: .claude.json'],
    ['/h/.claude.json', { primaryApiKey: '' }, 'no unknown'],
    ['/h/.claude.json', { numStartups: 3 }, 'no unknown'],
  ])('reads %s: %j', (path, content, said) => {
    expect(short(claude({ [path]: JSON.stringify(content) }))).toContain(said);
  });

  it('looks where CLAUDE_CONFIG_DIR says', () => {
    const files = { '/c/.claude.json': '{"primaryApiKey":"k"}' };
    expect(claude(files, { CLAUDE_CONFIG_DIR: '/c' }).account).toBe('api_key');
    const login = { '/c/.credentials.json': JSON.stringify(oauth) };
    expect(claude(login, { CLAUDE_CONFIG_DIR: '/c' }).account).toBe('subscription');
  });

  it('takes a variable before its own login, and does not judge settings that may name a key', () => {
    const files = { '/h/.claude/.credentials.json': JSON.stringify(oauth) };
    expect(claude(files, { ANTHROPIC_API_KEY: 'k' }).account).toBe('api_key');
    expect(claude({}, {}, { setting_sources: ['user'] }).state).toBe('unknown');
  });
});

describe('Pi', () => {
  const auth = { '/h/.pi/agent/auth.json': '{"anthropic":{"type":"oauth","access":"a"}}' };
  const models = {
    '/h/.pi/agent/models.json': '{"providers":{"mine":{"baseUrl":"x","apiKey":"MY_KEY"}}}',
  };

  it('reads its logins, its models and the variables of the providers', () => {
    expect(short(pi(auth))).toBe('yes subscription: auth.json');
    const key = { '/h/.pi/agent/auth.json': '{"openai":{"type":"api_key","key":"k"}}' };
    expect(short(pi(key))).toBe('yes api_key: auth.json');
    expect(short(pi(models))).toBe('yes api_key: models.json');
    expect(short(pi({}, { GEMINI_API_KEY: 'k' }))).toBe('yes api_key: GEMINI_API_KEY');
    expect(pi({}, { CODEX_API_KEY: 'k' }).state).toBe('no');
    expect(pi({ '/h/.pi/agent/auth.json': 'broken' }).state).toBe('unknown');
    expect(
      pi({ '/p/auth.json': '{"x":{"type":"oauth"}}' }, { PI_CODING_AGENT_DIR: '/p' }).state,
    ).toBe('yes');
  });

  it('needs the login of the provider that the config names', () => {
    expect(pi(auth, {}, 'anthropic').state).toBe('yes');
    expect(pi(auth, {}, 'openai').state).toBe('no');
    expect(pi(models, {}, 'mine').state).toBe('yes');
    expect(pi({}, { ANTHROPIC_API_KEY: 'k' }, 'openai').state).toBe('no');
  });
});
