import { z } from 'zod';
import { SCRIPTED_HARNESS } from '../../plan/index.ts';
import { env, envNames, silence_ms, stop, word, words } from '../harness/table.ts';

/** `[runners.<name>]` of any command-line agent: a command is enough. */
export const commandTable = z.strictObject({
  adapter: z.literal('command').default('command'),
  command: word,
  args: words.default([]),
  prompt: z.enum(['stdin', 'file']).default('stdin'),
  final_text: z.enum(['stdout', 'file']).default('stdout'),
  env_allow: envNames.default(['PATH', 'HOME', 'LANG', 'TMPDIR']),
  env: env.default({}),
  stop: stop.default([{ signal: 'SIGTERM', grace_ms: 5000 }]),
  silence_ms: silence_ms.default(0),
});

/** Name of the table, and of the runner, that runs stages from a scenario file. */
export const SCRIPTED_RUNNER = 'scripted';

/** A command that ships with this program. */
export const scriptedTable = commandTable.extend({
  command: word.default('{node}'),
  args: words.default(['{millrace}', SCRIPTED_HARNESS]),
  env_allow: envNames.default(['PATH', 'HOME', 'MILLRACE_SCENARIO', 'LANG', 'TMPDIR']),
  stop: stop.default([
    { signal: 'SIGINT', grace_ms: 3000 },
    { signal: 'SIGTERM', grace_ms: 3000 },
  ]),
});
