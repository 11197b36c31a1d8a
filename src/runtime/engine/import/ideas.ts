import { type EarlierDocument, EarlierFiles, IDEAS, waitingIdeas } from '../../earlier/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';

/** Ideas lie outside of the runtime folder and stay there; those that nobody has taken up are named. */
export function nameIdeas(
  { disk }: EnginePorts,
  { root }: Layout,
  files: EarlierFiles,
  documents: readonly EarlierDocument[],
): void {
  const outside = new EarlierFiles(disk, root);
  for (const name of waitingIdeas(outside, documents)) {
    files.keep(
      `${IDEAS}/${name}`,
      'is an idea that no document stands for; hand it over with enqueue_spec',
    );
  }
  for (const finding of outside.findings) files.say(finding);
}
