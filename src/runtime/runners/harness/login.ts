import { join } from 'node:path';
import { z } from 'zod';

/** How an account is paid for, as far as the harness's own files tell. */
export type Account = 'subscription' | 'api_key' | 'unknown';

/** What can be told about a login without asking anybody: no token is spent, nothing is written. */
export interface Login {
  readonly state: 'yes' | 'no' | 'unknown';
  readonly account: Account;
  /** What tells it: a file by its name, or a variable. Never what is in it. */
  readonly by: string;
}

/** What a harness would find when it is started. */
export interface LoginSources {
  readonly env: Readonly<Record<string, string>>;
  /** Text of a file; undefined = there is none, null = it cannot be read. */
  text(path: string): string | null | undefined;
}

export function loggedIn(account: Account, by: string): Login {
  return { state: 'yes', account, by };
}

export function notLoggedIn(by: string): Login {
  return { state: 'no', account: 'unknown', by };
}

export function notKnown(by: string): Login {
  return { state: 'unknown', account: 'unknown', by };
}

/** The first of the variables that says something. */
export function variableOf({ env }: LoginSources, names: readonly string[]): string | undefined {
  return names.find((name) => (env[name] ?? '') !== '');
}

/** A folder that a variable names, else one below the home folder. */
export function folderOf(
  { env }: { readonly env: Readonly<Record<string, string | undefined>> },
  variable: string,
  below: string,
): string | null {
  const named = env[variable];
  if (named !== undefined && named !== '') return named;
  return env.HOME === undefined ? null : join(env.HOME, below);
}

const jsonText = z.string().transform((text, context) => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** undefined = there is no such file; null = it is not what is known of it. */
export function fileOf<S extends z.ZodType>(
  sources: LoginSources,
  path: string,
  schema: S,
): z.output<S> | null | undefined {
  const text = sources.text(path);
  if (text === undefined) return undefined;
  const parsed = jsonText.pipe(schema).safeParse(text);
  return parsed.success ? parsed.data : null;
}

/** A key or token that is there, whatever it is. */
export const secret = z.string().min(1);
