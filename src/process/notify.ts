import { tellLoopFailed, tryTargets } from '../backend/notify.ts';
import { EXIT_CODES } from '../cli/main.ts';
import { reported, say } from './say.ts';
import { badUsage, optionsOf, rootOf } from './usage.ts';

const NAME = 'notify';
/** What systemd says of a service that ended as it should. */
const ENDED_WELL = 'success';

/** `millrace notify test`; `notify owner-gone` is what the service of a loop calls after its end. */
export async function main(words: readonly string[]): Promise<void> {
  await reported(async () => {
    const { action, root, target } = parse(words);
    if (action === 'test') await test(root, target);
    else await ownerGone(root);
  });
}

async function test(root: string, target: string | null): Promise<void> {
  const trials = await tryTargets(root, target);
  const lines = trials.map(({ name, sent }) =>
    sent.ok ? `${name}: sent` : `${name}: failed, ${sent.reason}`,
  );
  say(lines.join('\n'));
  if (trials.some(({ sent }) => !sent.ok)) process.exitCode = EXIT_CODES.operator;
}

async function ownerGone(root: string): Promise<void> {
  const { SERVICE_RESULT } = process.env;
  if (SERVICE_RESULT !== ENDED_WELL) await tellLoopFailed(root, SERVICE_RESULT ?? null);
}

function parse([action, ...words]: readonly string[]) {
  if (action !== 'test' && action !== 'owner-gone') {
    throw badUsage(NAME, 'its first word is none that it knows');
  }
  const options = optionsOf(NAME, words, ['target', 'workspace']);
  return { action, root: rootOf(options), target: options.get('target') ?? null };
}
