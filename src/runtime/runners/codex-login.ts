import { z } from 'zod';
import type { RunnerConfig } from '../plan/index.ts';
import {
  type Found,
  fileOf,
  folderOf,
  type Login,
  loggedIn,
  notKnown,
  notLoggedIn,
  variableOf,
} from './login.ts';

const auth = z.looseObject({
  auth_mode: z.string().nullish(),
  OPENAI_API_KEY: z.string().nullish(),
  tokens: z.looseObject({}).nullish(),
});

const FILE = 'auth.json';
const OWN_PROVIDER = /^\s*model_provider\s*=\s*["']?(?!openai["'\s])/m;
const KEYRING = /^\s*cli_auth_credentials_store\s*=\s*["'](?:keyring|auto)/m;

/** `codex exec` takes CODEX_API_KEY before its own login; OPENAI_API_KEY alone it does not take. */
export function codexLogin(config: RunnerConfig, found: Found): Login {
  const home = folderOf(found, 'CODEX_HOME', '.codex');
  const settings = home === null ? '' : (found.text(`${home}/config.toml`) ?? '');
  const items =
    config.adapter === 'codex_cli' && 'extra_config' in config ? config.extra_config : [];
  if (OWN_PROVIDER.test([...items, settings].join('\n'))) {
    return notKnown('its settings name a model provider of their own');
  }
  const variable = variableOf(found, ['CODEX_API_KEY']);
  if (variable !== undefined) return loggedIn('api_key', variable);
  const file = home === null ? undefined : fileOf(found, `${home}/${FILE}`, auth);
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
