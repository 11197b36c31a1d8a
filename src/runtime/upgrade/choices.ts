import { MillraceError } from '../errors/errors.ts';
import type { Action, AssetState } from './states.ts';

/** What somebody wants for single assets; paths are relative to the runtime folder. */
export interface Choices {
  /** As the release has it: written, or removed where the release has dropped it. */
  readonly take: readonly string[];
  /** As it lies there. */
  readonly keep: readonly string[];
  /** Both changes in one text. */
  readonly merge: readonly string[];
  /** Dropped by the release, and from now on a file of the workspace's own. */
  readonly localize_removed: readonly string[];
}

export const NO_CHOICES: Choices = { take: [], keep: [], merge: [], localize_removed: [] };

export type Choice = keyof Choices;
const CHOICES = ['take', 'keep', 'merge', 'localize_removed'] as const satisfies readonly Choice[];

/** Path -> what was chosen for it. Refuses what is no managed asset, or is chosen twice. */
export function choicesOf(
  choices: Choices,
  states: ReadonlyMap<string, AssetState>,
): ReadonlyMap<string, Choice> {
  const chosen = new Map<string, Choice>();
  for (const choice of CHOICES) {
    for (const path of choices[choice]) {
      const before = chosen.get(path);
      if (before !== undefined && before !== choice) throw twice(path, before, choice);
      requireFit(choice, path, states.get(path));
      chosen.set(path, choice);
    }
  }
  return chosen;
}

function requireFit(choice: Choice, path: string, state: AssetState | undefined): void {
  if (state === undefined) {
    throw misfit(`${path} is no managed asset`, 'a path as upgrade_preview shows it');
  }
  const isRemoved = state.startsWith('removed_');
  if (choice === 'localize_removed' && !isRemoved) {
    throw misfit(`This release has not dropped ${path}`, 'a file whose state begins with removed_');
  }
  if (choice === 'merge' && state !== 'both_changed') {
    throw misfit(`${path} is ${state}: there is nothing to merge`, 'a file that is both_changed');
  }
  if (state === 'blocked') {
    throw misfit(
      `No file lies at ${path}, or something else than a folder on the way to it`,
      'a file, or nothing: move away what is there',
    );
  }
}

/** What is done with an asset for which something was chosen. */
export function actionFor(choice: Choice, state: AssetState): Action {
  switch (choice) {
    case 'take':
      return TAKEN[state] ?? 'write';
    case 'merge':
      return 'write';
    case 'keep':
    case 'localize_removed':
      return 'settle';
  }
}

const TAKEN: Partial<Record<AssetState, Action>> = {
  unchanged: 'none',
  converged: 'none',
  removed_both: 'none',
  removed_clean: 'remove',
  removed_edited: 'remove',
};

function twice(path: string, one: Choice, other: Choice): MillraceError {
  return misfit(`${path} is named by ${one} and by ${other}`, 'one choice for each file');
}

function misfit(what: string, expected: string): MillraceError {
  return new MillraceError('input_invalid', {
    what,
    expected,
    next: 'call upgrade_preview without it, and take paths and states from its entries',
  });
}
