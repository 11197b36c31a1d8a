import { plainText } from '../harness/text.ts';

/** Below `out/`: the documents that a stage proposes. */
export const PROPOSALS_FOLDER = 'work/';

/** The proposed documents as they were written, by name; whether they are accepted is decided elsewhere. */
export function proposalsIn(
  out: ReadonlyMap<string, Uint8Array>,
): readonly { readonly name: string; readonly text: string }[] {
  return [...out]
    .filter(([name]) => name.startsWith(PROPOSALS_FOLDER) && name.endsWith('.md'))
    .map(([name, bytes]) => ({
      name: name.slice(PROPOSALS_FOLDER.length),
      text: plainText(bytes),
    }));
}
