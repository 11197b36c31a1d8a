import { z } from 'zod';
import {
  fileOf,
  folderOf,
  type Login,
  type LoginSources,
  loggedIn,
  notKnown,
  notLoggedIn,
  variableOf,
} from '../harness/login.ts';
import type { CodexRunner } from './config.ts';

const auth = z.looseObject({
  auth_mode: z.string().nullish(),
  OPENAI_API_KEY: z.string().nullish(),
  tokens: z.looseObject({}).nullish(),
});

const FILE = 'auth.json';
const PROVIDER = /^\s*model_provider\s*=\s*["']?([^"'\s]+)/gm;
const ITS_OWN_PROVIDER = 'openai';
const KEYRING = /^\s*cli_auth_credentials_store\s*=\s*["'](?:keyring|auto)/m;

/** `codex exec` takes CODEX_API_KEY before its own login; OPENAI_API_KEY alone it does not take. */
export function codexLogin(
  { user_config, extra_config }: CodexRunner,
  sources: LoginSources,
): Login {
  const home = folderOf(sources, 'CODEX_HOME', '.codex');
  const isRead = home !== null && user_config;
  const settings = isRead ? (sources.text(`${home}/config.toml`) ?? '') : '';
  const providers = [...extra_config, settings].join('\n').matchAll(PROVIDER);
  if ([...providers].some(([, name]) => name !== ITS_OWN_PROVIDER)) {
    return notKnown('its settings name a model provider of their own');
  }
  const variable = variableOf(sources, ['CODEX_API_KEY']);
  if (variable !== undefined) return loggedIn('api_key', variable);
  const file = home === null ? undefined : fileOf(sources, `${home}/${FILE}`, auth);
  if (file === undefined) {
    return KEYRING.test(settings)
      ? notKnown('its login is kept in the keyring of the system')
      : notLoggedIn(`there is no ${FILE} in its home folder`);
  }
  const { auth_mode, tokens, OPENAI_API_KEY: key } = file ?? {};
  if (tokens != null && auth_mode !== 'apikey') return loggedIn('subscription', FILE);
  if (key != null && key !== '') return loggedIn('api_key', FILE);
  return notKnown(`${FILE} is not as this release knows it`);
}
