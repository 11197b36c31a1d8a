import type { LaunchSpec } from '../../keeper/types.ts';
import { withoutSecrets } from './redact.ts';

const PLAIN = /^[A-Za-z0-9_@%+=:,./{}-]+$/;

/** A launch as a person would type it, secrets hidden. The prompt is never an argument. */
export function commandLine(
  { argv, cwd, stdin }: LaunchSpec,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const words = argv.map((word) => quote(withoutSecrets(word, env)));
  const prompt = stdin === null ? '' : ` < {attempt_dir}/${stdin}`;
  return `cd ${quote(cwd)} && ${words.join(' ')}${prompt}`;
}

function quote(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
