import type { ListRow, RunUse } from '../../api/index.ts';
import { addCost, type StageRecord } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { stageRecords } from './runs.ts';

/** A row of a run with what it used, read from the records of its stages. */
export function withUse(follower: Follower, row: ListRow): ListRow {
  const stages = stageRecords(follower, row.key);
  const isKept = stages.length > 0 || row.stages === 0;
  return { ...row, use: isKept ? useOf(stages) : null };
}

export function useOf(stages: readonly StageRecord[]): RunUse {
  const usages = stages.flatMap(({ usage }) => usage ?? []);
  const costs = usages.flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    failure_class: stages.at(-1)?.failure_class ?? null,
    total_tokens:
      usages.length === 0 ? null : usages.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
    cost_usd: costs.length === 0 ? null : costs.reduce(addCost),
    unpriced: stages.length - costs.length,
  };
}
