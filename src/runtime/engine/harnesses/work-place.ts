import type { WorkPlaceView } from '../../api/index.ts';
import type { State } from '../../kernel/index.ts';
import { type Plan, RUNTIME_FOLDER } from '../../plan/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { usedRunners } from './plan-runners.ts';

export function workPlaceOf(
  ports: Pick<EnginePorts, 'tree' | 'workDir'>,
  state: State,
  plan: Plan | null,
): WorkPlaceView {
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
    standing: ports.tree.standing(folder, RUNTIME_FOLDER),
    permissions: [...new Set(levels)],
    begun: state.open_targets.size > 0,
  };
}
