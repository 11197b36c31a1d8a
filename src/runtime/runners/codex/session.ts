import type { LaunchSpec } from '../../keeper/types.ts';
import { partOf, readEvents, textOf } from '../harness/events.ts';
import type { SessionPlace, SessionRecord } from '../harness/types.ts';
import { addModels, type HarnessUsage } from '../harness/usage.ts';
import { codexUsage } from './report.ts';

const TURN = 'turn_context';
const MS_PER_DAY = 86_400_000;
/** Its folders are named by local dates, which may be one off from ours either way. */
const DAYS = [0, -1, 1];
/** The first 48 bits of a thread id are its time of birth in milliseconds. */
const ID_WITH_TIME = /^([0-9a-f]{8})-([0-9a-f]{4})-7/;

/** `sessions/<year>/<month>/<day>/rollout-...-<thread>.jsonl` below its home. */
export const codexRecord: SessionRecord = {
  places({ env }: LaunchSpec, session: string): readonly SessionPlace[] {
    const [, high, low] = ID_WITH_TIME.exec(session) ?? [];
    const home = env.CODEX_HOME ?? (env.HOME === undefined ? undefined : `${env.HOME}/.codex`);
    if (home === undefined || high === undefined || low === undefined) return [];
    const born_ms = Number.parseInt(`${high}${low}`, 16);
    return DAYS.map((day) => ({
      folder: `${home}/sessions/${datePath(born_ms + day * MS_PER_DAY)}`,
      name_ends_with: `-${session}.jsonl`,
    }));
  },

  /** One record for each answer of the model, which the turn before it has named. */
  usage(bytes: Uint8Array, since: string): HarnessUsage | null {
    const seen = new Set<string>();
    let total: HarnessUsage | null = null;
    let model = '';
    readEvents(bytes, (event) => {
      if (event.type === TURN) model = textOf(partOf(event, 'payload'), 'model');
      if (event.type !== 'token_usage_record' || textOf(event, 'timestamp') < since) return;
      const payload = partOf(event, 'payload');
      const id = textOf(payload, 'response_id');
      const usage = codexUsage(partOf(payload, 'usage'), model);
      if (usage === null || (id !== '' && seen.has(id))) return;
      seen.add(id);
      total = addModels(total, usage);
    });
    return total;
  },
};

function datePath(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '/');
}
