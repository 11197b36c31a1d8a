import { parseArgs } from 'node:util';
import { tellLoopFailed, tryTargets } from '../backend/notify.ts';
import { workspaceRoot } from '../backend/root.ts';
import { PROCESSES } from '../cli/help.ts';
import { EXIT_CODES } from '../cli/main.ts';
import { MillraceError } from '../runtime/errors/errors.ts';
import { fail, say } from './say.ts';

const USAGE = PROCESSES.find(({ name }) => name === 'notify')?.usage ?? '';
/** What systemd says of a service that ended as it should. */
const ENDED_WELL = 'success';

/** `millrace notify test`; `notify owner-gone` is what the service of a loop calls after its end. */
export async function main(words: readonly string[]): Promise<void> {
  try {
    const { action, root, target } = parse(words);
    if (action === 'test') await test(root, target);
    else await ownerGone(root);
  } catch (thrown) {
    fail(thrown);
  }
}

async function test(root: string, target: string | null): Promise<void> {
  const tried = await tryTargets(root, target);
  const lines = tried.map(({ name, sent }) =>
    sent.ok ? `${name}: sent` : `${name}: failed, ${sent.reason}`,
  );
  say(lines.join('\n'));
  if (tried.some(({ sent }) => !sent.ok)) process.exitCode = EXIT_CODES.operator;
}

async function ownerGone(root: string): Promise<void> {
  const { SERVICE_RESULT } = process.env;
  if (SERVICE_RESULT !== ENDED_WELL) await tellLoopFailed(root, SERVICE_RESULT ?? null);
}

function parse(words: readonly string[]) {
  const [action] = words;
  if (action !== 'test' && action !== 'owner-gone') throw badUsage();
  try {
    const { values } = parseArgs({
      args: words.slice(1),
      options: { target: { type: 'string' }, workspace: { type: 'string' } },
    });
    const root = workspaceRoot(values.workspace, process.env, process.cwd());
    return { action, root, target: values.target ?? null };
  } catch {
    throw badUsage();
  }
}

function badUsage(): MillraceError {
  return new MillraceError('input_invalid', {
    what: 'millrace notify does not understand this',
    expected: USAGE,
    next: 'Correct the command and call it again.',
  });
}
