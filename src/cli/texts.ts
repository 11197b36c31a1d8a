import type { JsonObject, Operation } from '../operations/support/define.ts';
import { documentText } from '../operations/support/document-text.ts';

/** The arguments with the documents that a terminal names by their file. */
export async function withTexts(
  { texts = {} }: Operation,
  args: JsonObject,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<JsonObject> {
  const read: JsonObject = {};
  for (const name of Object.keys(texts)) {
    const path = args[name];
    if (typeof path === 'string') read[name] = documentText(await readFile(path));
  }
  return { ...args, ...read };
}
