import type { PlanIndex } from '../../kernel/index.ts';
import { skillFolderName } from '../../skills/index.ts';
import type { Follower } from '../workspace/follower.ts';

/**
 * Whole texts of the skills that stages work by, as the plan froze them: for the loop whose stages may
 * propose other ones.
 */
export function skillCopies(
  follower: Follower,
  index: PlanIndex,
  plane: string,
): [name: string, text: string][] {
  const { nodes } = index.graph(plane);
  const proposes = nodes.some(({ artifacts }) =>
    artifacts.some((one) => one.promotes !== undefined),
  );
  if (!proposes) return [];
  return index.plan.resolved_assets.flatMap((asset) => {
    const { asset_family, compile_time_path: path, content_sha256: sha256 } = asset;
    const id = asset_family === 'skill' ? skillFolderName(path) : null;
    return id === null || sha256 === null ? [] : [[`skills/${id}.md`, follower.planText(sha256)]];
  });
}
