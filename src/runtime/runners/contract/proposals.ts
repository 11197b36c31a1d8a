import { strictText } from '../harness/text.ts';

/** Below `out/`: the documents that a stage proposes. */
export const PROPOSALS_FOLDER = 'work/';

/**
 * The proposed documents as they were written, by name; whether they are accepted is decided elsewhere.
 * One that is no text is an error of the hand-back.
 */
export function proposalsIn(
  out: ReadonlyMap<string, Uint8Array>,
): readonly { readonly name: string; readonly text: string }[] {
  return [...out].flatMap(([name, bytes]) => {
    const text = name.startsWith(PROPOSALS_FOLDER) ? strictText(bytes) : null;
    return text === null ? [] : [{ name: name.slice(PROPOSALS_FOLDER.length), text }];
  });
}
