import type { RepairView } from '../../api/index.ts';
import { noteChange, type PlanIndex } from '../../kernel/index.ts';
import { RUNTIME_FOLDER, workspacePath } from '../../plan/index.ts';
import { verify } from '../../render/index.ts';
import { editOf } from '../intake/hand-edits.ts';
import { type Moved, moveAside } from '../intake/move-aside.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { copiesOf, documentAt } from './documents.ts';

const SHOWN_MAX = 50;

/** What a repair did, whoever was the owner. */
type Repaired = Omit<RepairView, 'notes'>;

/**
 * Makes every rendered file what the journal says. A text that a person wrote is never lost: an
 * edited queue document becomes a revision or is kept as refused, and everything else that is in
 * the way is moved aside.
 */
export function repair(ports: EnginePorts, owner: Owner): Repaired {
  owner.flush();
  owner.render();
  const { index, layout } = owner.follower;
  if (index === null) return viewOf(owner, [], []);
  const problems = verify(ports, layout.runtime, owner.state, index);
  const paths = problems.map(({ path }) => path.slice(RUNTIME_FOLDER.length + 1));
  const changed: string[] = [];
  for (const relativePath of paths) {
    const document = documentAt(index, relativePath);
    if (document?.state === 'queue') takeEdit(ports, owner, index, document.key);
    else if (document !== null) changed.push(relativePath);
  }
  owner.render();
  const copies = copiesOf(ports, layout, owner.state, index);
  const moved = [...changed, ...copies].flatMap(
    (relativePath) => moveAside(ports, owner, relativePath) ?? [],
  );
  const data = { rebuilt: problems.length, moved: moved.length };
  owner.commit({
    changes: [noteChange('projections_rebuilt', data)],
    cause: { input: 'repair', rule: 'rebuild' },
  });
  owner.rebuild();
  return viewOf(owner, paths.map(workspacePath), moved);
}

/** Files that are not as the journal says. Becoming the owner already makes some of them right. */
export function staleFiles(ports: EnginePorts, { index, layout, state }: Follower): string[] {
  if (index === null) return [];
  return verify(ports, layout.runtime, state, index).map(({ path }) => path);
}

/** The answer, with the files that were stale before the owner looked. */
export function withStaleFiles(view: Repaired, stale: readonly string[]): Repaired {
  const all = [...new Set([...stale, ...view.rebuilt])];
  const rebuilt_total = Math.max(all.length, view.rebuilt_total);
  return { ...view, rebuilt: all.slice(0, SHOWN_MAX), rebuilt_total };
}

function viewOf({ state }: Owner, rebuilt: readonly string[], moved: readonly Moved[]): Repaired {
  return {
    seq: state.seq,
    rebuilt: rebuilt.slice(0, SHOWN_MAX),
    rebuilt_total: rebuilt.length,
    moved: moved.slice(0, SHOWN_MAX),
    moved_total: moved.length,
  };
}

/** What a claim would do with the edit is done now. */
function takeEdit(ports: EnginePorts, owner: Owner, index: PlanIndex, key: string): void {
  const decision = editOf(ports, owner, index, key);
  if (decision !== null) owner.commit(decision);
}
