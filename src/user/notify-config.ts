import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { MillraceError } from '../runtime/errors/errors.ts';
import { NOTICE_KINDS } from '../runtime/ports/index.ts';
import { NOTIFY_FILE } from './notify-place.ts';

const TARGETS_MAX = 8;
const ARGUMENTS_MAX = 64;
const PROBLEMS_SHOWN_MAX = 3;
const PROBLEM_LENGTH_MAX = 200;

const NAME = 'a name is 1 to 32 lower-case letters, digits, "_" and "-", a letter first';
const name = z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/);
const kinds = z.union([z.literal('all'), z.array(z.enum(NOTICE_KINDS)).min(1)], {
  error: `"all", or a list of ${NOTICE_KINDS.join(', ')}`,
});
const word = z.string().min(1).max(4096);

const WORDS = { error: `the program and its arguments, 1 to ${ARGUMENTS_MAX} words` };

const command = z.strictObject({
  type: z.literal('command'),
  argv: z.array(word).min(1, WORDS).max(ARGUMENTS_MAX, WORDS),
  kinds,
});

const desktop = z.strictObject({ type: z.literal('desktop'), kinds });

const webhook = z
  .strictObject({
    type: z.literal('webhook'),
    url: z.string().refine(isAllowedUrl, {
      error: 'an https URL, or an http URL of this machine, without a name and password in it',
    }),
    /** Name of a header, and of the environment variable that holds its value. */
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/, { error: 'a header of letters, digits and "-"' })
      .optional(),
    header_env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, { error: 'the name of a variable' })
      .optional(),
    kinds,
  })
  .refine((one) => (one.header === undefined) === (one.header_env === undefined), {
    error: 'header and header_env belong together',
  });

const target = z.discriminatedUnion('type', [command, desktop, webhook], {
  error: 'a target has the type "command", "desktop" or "webhook"',
});
export type Target = z.infer<typeof target>;

const notifyConfig = z.strictObject({
  owner_gone_after_seconds: z.number().int().min(5).max(86_400).default(60),
  targets: z
    .record(name, target, { error: ({ code }) => (code === 'invalid_key' ? NAME : undefined) })
    .refine((all) => Object.keys(all).length <= TARGETS_MAX, {
      error: `at most ${TARGETS_MAX} targets`,
    })
    .default({}),
});
export type NotifyConfig = z.infer<typeof notifyConfig>;

/** Throws `config_invalid`: a file that is half understood tells the wrong people. */
export function readNotifyConfig(text: string): NotifyConfig {
  const parsed = notifyConfig.safeParse(tomlIn(text));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, PROBLEMS_SHOWN_MAX).map(({ path, message }) => {
    const where = path.length === 0 ? 'the file' : path.join('.');
    return `${where}: ${message}`.slice(0, PROBLEM_LENGTH_MAX);
  });
  throw invalid(problems.join('; '));
}

/** What goes over a network is encrypted; the own machine needs no certificate. */
function isAllowedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

function tomlIn(text: string): unknown {
  try {
    return parse(text, { unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw invalid(`line ${error.line}, column ${error.column} is not TOML`);
  }
}

export function invalid(problem: string): MillraceError {
  return new MillraceError('config_invalid', {
    what: `${NOTIFY_FILE} cannot be used, so nobody is notified: ${problem}`,
    expected: 'tables [targets.<name>] as docs/guide/notifications.md describes them',
    next: 'fix the file in your config folder, then call millrace notify test',
  });
}
