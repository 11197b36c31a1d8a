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
import type { PiRunner } from './config.ts';

/**
 * Variables that hold the key of a provider that it knows, by the name it has for the provider. A key of
 * any other provider stands in its files.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['ANTHROPIC_OAUTH_TOKEN', 'ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  'azure-openai-responses': ['AZURE_OPENAI_API_KEY'],
  google: ['GEMINI_API_KEY'],
  deepseek: ['DEEPSEEK_API_KEY'],
  groq: ['GROQ_API_KEY'],
  cerebras: ['CEREBRAS_API_KEY'],
  xai: ['XAI_API_KEY'],
  openrouter: ['OPENROUTER_API_KEY'],
  mistral: ['MISTRAL_API_KEY'],
  zai: ['ZAI_API_KEY'],
  huggingface: ['HF_TOKEN'],
  'github-copilot': ['COPILOT_GITHUB_TOKEN'],
};

const AUTH = 'auth.json';
const MODELS = 'models.json';
const auth = z.record(z.string(), z.looseObject({ type: z.string() }));
const models = z.looseObject({
  providers: z.record(z.string(), z.looseObject({ apiKey: secret.optional() })).default({}),
});

/** It has logins for many providers; the one that the config names has to be among them. */
export function piLogin({ provider }: PiRunner, sources: LoginSources): Login {
  const isWanted = (name: string) => provider === null || name === provider;
  const folder = folderOf(sources, 'PI_CODING_AGENT_DIR', '.pi/agent');
  const logins = folder === null ? undefined : fileOf(sources, `${folder}/${AUTH}`, auth);
  const login = Object.entries(logins ?? {}).find(([name]) => isWanted(name))?.[1];
  if (login !== undefined) {
    return loggedIn(login.type === 'oauth' ? 'subscription' : 'api_key', AUTH);
  }
  const own = folder === null ? undefined : fileOf(sources, `${folder}/${MODELS}`, models);
  const keyed = Object.entries(own?.providers ?? {}).filter(([name]) => isWanted(name));
  if (keyed.some(([, { apiKey }]) => apiKey !== undefined)) return loggedIn('api_key', MODELS);
  const names = Object.entries(KEYS).flatMap(([name, keys]) => (isWanted(name) ? keys : []));
  const variable = variableOf(sources, names);
  if (variable !== undefined) return loggedIn('api_key', variable);
  if (logins === null || own === null) return notKnown('its files are not as this release knows');
  return notLoggedIn('no login and no key of it was found');
}
