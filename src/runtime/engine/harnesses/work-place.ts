import type { WorkPlaceView } from '../../api/index.ts';
import type { State } from '../../kernel/index.ts';
import { type Plan, RUNTIME_FOLDER } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { usedRunners } from './plan-runners.ts';
import type { TrustGate } from './trust-gate.ts';

export async function workPlaceOf(
  ports: Pick<EnginePorts, 'tree' | 'workDir'>,
  state: State,
  plan: Plan | null,
  trust: TrustGate,
): Promise<WorkPlaceView> {
  const trusted = plan !== null && trust.problemOf(plan) === null;
  const folder = ports.workDir();
  const levels = (plan === null ? [] : usedRunners(plan)).flatMap(([, config]) =>
    'permission_default' in config
      ? [
          config.permission_default,
          ...Object.values(config.permission_by_stage),
          ...Object.values(config.permission_by_model),
        ]
      : [],
  );
  return {
    folder,
    // The config of a repository names filters, which git starts to tell whether a file has changed.
    standing: trusted ? await ports.tree.standing(folder, RUNTIME_FOLDER) : null,
    trusted,
    permissions: [...new Set(levels)],
    begun: state.open_targets.size > 0,
  };
}
