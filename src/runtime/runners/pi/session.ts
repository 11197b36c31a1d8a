import type { LaunchSpec } from '../../keeper/types.ts';
import { partOf, readEvents, textOf } from '../harness/events.ts';
import type { SessionPlace, SessionRecord } from '../harness/types.ts';
import { addModels, type HarnessUsage } from '../harness/usage.ts';
import { piUsage } from './report.ts';

/** Where Pi keeps the sessions of a work directory; null when its home is not known. */
export function sessionFolder({ env, cwd }: LaunchSpec): string | null {
  const named = env.PI_CODING_AGENT_SESSION_DIR;
  if (named !== undefined) return expandHome(named, env.HOME);
  const home = expandHome(env.PI_CODING_AGENT_DIR ?? '~/.pi/agent', env.HOME);
  if (home === null) return null;
  const project = cwd.replace(/^\//, '').replace(/[/:]/g, '-');
  return `${home}/sessions/--${project}--`;
}

function expandHome(path: string, home: string | undefined): string | null {
  if (!/^~(?=\/|$)/.test(path)) return path;
  return home === undefined ? null : `${home}${path.slice(1)}`;
}

export const piRecord: SessionRecord = {
  places(launch: LaunchSpec, session: string): readonly SessionPlace[] {
    const folder = sessionFolder(launch);
    return folder === null ? [] : [{ folder, name_ends_with: `${session}.jsonl` }];
  },

  /** One entry for each answer of the model. */
  usage(bytes: Uint8Array, since: string): HarnessUsage | null {
    let total: HarnessUsage | null = null;
    readEvents(bytes, (entry) => {
      if (entry.type !== 'message' || textOf(entry, 'timestamp') < since) return;
      const usage = piUsage(partOf(entry, 'message'));
      if (usage !== null) total = addModels(total, usage);
    });
    return total;
  },
};
