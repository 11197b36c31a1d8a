import { stageAround } from '../runtime/host/stage-around.ts';

let known: { readonly attempt: string | null } | null = null;

/** The attempt in whose stage this process was started; null = in none that shows. Looked for once. */
export function ownStage(): string | null {
  known ??= { attempt: stageAround() };
  return known.attempt;
}
