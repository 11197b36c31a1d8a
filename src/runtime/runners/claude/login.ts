import { z } from 'zod';
import {
  fileOf,
  folderOf,
  type Login,
  type LoginSources,
  loggedIn,
  notKnown,
  notLoggedIn,
  secret,
  variableOf,
} from '../harness/login.ts';
import type { ClaudeRunner } from './config.ts';

const KEYS = ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'];
const CLOUDS = ['CLAUDE_CODE_USE_BEDROCK', 'CLAUDE_CODE_USE_VERTEX', 'CLAUDE_CODE_USE_FOUNDRY'];
const CREDENTIALS = '.credentials.json';
const STATE = '.claude.json';

const credentials = z.looseObject({
  claudeAiOauth: z
    .looseObject({ accessToken: secret })
    .or(z.looseObject({ refreshToken: secret }))
    .optional(),
});
const state = z.looseObject({ primaryApiKey: secret.optional() });

/** Variables win over the login of the user, as they do when it is started with `-p`. */
export function claudeLogin(config: ClaudeRunner, sources: LoginSources): Login {
  const cloud = variableOf(sources, CLOUDS);
  if (cloud !== undefined) return loggedIn('unknown', cloud);
  const key = variableOf(sources, KEYS);
  if (key !== undefined) return loggedIn('api_key', key);
  const token = variableOf(sources, ['CLAUDE_CODE_OAUTH_TOKEN']);
  if (token !== undefined) return loggedIn('subscription', token);
  return storedLogin(sources) ?? withoutLogin(config);
}

/** What its own login leaves in the folders of the user. */
function storedLogin(sources: LoginSources): Login | null {
  const folder = folderOf(sources, 'CLAUDE_CONFIG_DIR', '.claude');
  const beside = folderOf(sources, 'CLAUDE_CONFIG_DIR', '.');
  if (folder === null || beside === null) return null;
  const login = fileOf(sources, `${folder}/${CREDENTIALS}`, credentials);
  if (login === null) return notKnown(`${CREDENTIALS} is not as this release knows it`);
  if (login?.claudeAiOauth !== undefined) return loggedIn('subscription', CREDENTIALS);
  const managed = fileOf(sources, `${beside}/${STATE}`, state)?.primaryApiKey;
  return managed === undefined ? null : loggedIn('api_key', STATE);
}

function withoutLogin({ setting_sources }: ClaudeRunner): Login {
  return setting_sources.length > 0
    ? notKnown('its settings files may name a key')
    : notLoggedIn('no login and no key of it was found');
}
