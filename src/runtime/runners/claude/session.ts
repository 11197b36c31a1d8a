import type { LaunchSpec } from '../../keeper/types.ts';
import { partOf, readEvents, textOf } from '../harness/events.ts';
import type { SessionPlace, SessionRecord } from '../harness/types.ts';
import { addModels, type HarnessUsage } from '../harness/usage.ts';
import { claudeUsage } from './report.ts';

/** `projects/<work directory, with dashes>/<session>.jsonl` below its home. */
export const claudeRecord: SessionRecord = {
  places({ env, cwd }: LaunchSpec, session: string): readonly SessionPlace[] {
    const home =
      env.CLAUDE_CONFIG_DIR ?? (env.HOME === undefined ? undefined : `${env.HOME}/.claude`);
    if (home === undefined) return [];
    const project = cwd.replace(/[^A-Za-z0-9]/g, '-');
    return [{ folder: `${home}/projects/${project}`, name_ends_with: `${session}.jsonl` }];
  },

  /** One line for each block of an answer, with the same counts; the last one is right. */
  usage(bytes: Uint8Array, since: string): HarnessUsage | null {
    const answers = new Map<string, HarnessUsage>();
    readEvents(bytes, (event) => {
      if (event.type !== 'assistant' || textOf(event, 'timestamp') < since) return;
      const message = partOf(event, 'message');
      const usage = claudeUsage(partOf(message, 'usage'), textOf(message, 'model'));
      if (usage !== null) answers.set(textOf(message, 'id'), usage);
    });
    let total: HarnessUsage | null = null;
    for (const usage of answers.values()) total = addModels(total, usage);
    return total;
  },
};
