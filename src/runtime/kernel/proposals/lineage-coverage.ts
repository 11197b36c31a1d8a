import { parseDocument } from '../../documents/index.ts';
import { idsCovered } from '../contract/contract.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { isOutdated } from '../state/lookup.ts';
import { workKey } from '../state/run.ts';
import type { Item, Run, State } from '../state/state.ts';
import { type Coverage, NO_COVERAGE } from './coverage.ts';

const OPEN_OR_FINISHED: ReadonlySet<Item['state']> = new Set(['queue', 'active', 'done']);

/** How far the lineage of a run covers its contract, by what its open and finished documents say. */
export function coverageOf(facts: DecisionContext, state: State, run: Run): Coverage {
  const { requires } = facts.index.node(run.plane, run.node);
  const target = state.targets.get(run.root ?? '');
  const contract = target?.contract;
  if (requires === undefined || target === undefined || contract === undefined) return NO_COVERAGE;
  if (contract.late || isOutdated(state, run)) return NO_COVERAGE;
  const serving = requires.filter(({ what }) => what === 'contract' || what === 'some');
  const families = new Set(serving.flatMap((one) => one.families));
  const work = (state.members.get(target.root) ?? [])
    .flatMap((key) => state.items.get(key) ?? [])
    .filter((item) => families.has(item.family) && item.key !== target.key)
    .filter((item) => OPEN_OR_FINISHED.has(item.state) && item.key !== workKey(run));
  const covered = new Set(work.flatMap((item) => idsOf(facts, item)));
  const open = contract.items.filter(({ id }) => contract.waived?.includes(id) !== true);
  return { open, covered, hasWork: work.length > 0 };
}

function idsOf(facts: DecisionContext, item: Item): string[] {
  const family = facts.index.family(item.family);
  const parsed = parseDocument(facts.document(item.key).text ?? '', family);
  return parsed.ok ? idsCovered(parsed.document, family) : [];
}

/** Open items of a root's contract that only this work serves: without it nothing planned does. */
export function servedOnlyBy(
  facts: DecisionContext,
  state: State,
  root: string,
  ending: ReadonlySet<string>,
): string[] {
  const target = state.targets.get(root);
  const { items = [], waived = [], late = true } = target?.contract ?? {};
  if (late) return [];
  const others = (state.members.get(root) ?? []).filter((key) => {
    const stands = state.items.get(key)?.state;
    const counts = stands !== undefined && OPEN_OR_FINISHED.has(stands);
    return counts && key !== target?.key && !ending.has(key);
  });
  const covers = (keys: Iterable<string>) =>
    new Set([...keys].flatMap((key) => idsOfKey(facts, state, key)));
  const gone = covers(ending);
  const left = covers(others);
  return items
    .map(({ id }) => id)
    .filter((id) => gone.has(id) && !left.has(id) && !waived.includes(id));
}

function idsOfKey(facts: DecisionContext, state: State, key: string): string[] {
  const item = state.items.get(key);
  return item === undefined ? [] : idsOf(facts, item);
}
