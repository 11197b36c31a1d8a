import { parseDocument, timeText } from '../../documents/index.ts';
import { itemOfRun } from '../state/lookup.ts';
import type { Item, Run, State } from '../state/state.ts';
import type { DecisionContext } from './decision.ts';

/**
 * Names that templates in plan data may use: `{item.id}`, `{root_spec_id}`, `{origin.<family>}` and so on.
 * `origin.<family>` is the active item when it is of that family, else what its document itself names.
 */
export function namesOf(facts: DecisionContext, state: State, run: Run): Record<string, string> {
  return { ...runNames(facts, state, run), ...origins(facts, state, run) };
}

/** Those that no document has to be read for. A place to publish at may use no others. */
export function runNames(facts: DecisionContext, state: State, run: Run): Record<string, string> {
  const item = itemOfRun(state, run);
  const root = run.root ?? '';
  const idea = item?.idea ?? state.targets.get(root)?.idea ?? '';
  return {
    now: timeText(Date.parse(facts.now)),
    run_id: run.id,
    stage: run.node,
    plane: run.plane,
    root_spec_id: root,
    root_idea_id: idea,
    'item.id': item?.id ?? root,
    'item.title': item?.title ?? rootItem(state, root)?.title ?? root,
    'item.family': item?.family ?? '',
  };
}

function origins(facts: DecisionContext, state: State, run: Run): Record<string, string> {
  const subject = itemOfRun(state, run) ?? rootItem(state, run.root);
  if (subject === undefined) return {};
  const own = facts.index.family(subject.family);
  const parsed = parseDocument(facts.document(subject.key).text ?? '', own);
  const scalars = parsed.ok ? parsed.document.scalars : {};
  const names: Record<string, string> = {};
  for (const family of Object.values(facts.index.plan.families)) {
    const named = scalars[family.id_key] ?? scalars[`source_${family.id_key}`] ?? '';
    names[`origin.${family.family_id}`] = family === own ? subject.id : named;
  }
  return names;
}

/** The item with which a lineage began, once its closure target is open. */
function rootItem({ items, targets }: State, root: string | null): Item | undefined {
  return items.get(targets.get(root ?? '')?.key ?? '');
}

/** The handoff that this run's work stands in for, so that what it brings about counts towards it. */
export function viaOf(state: State, run: Run): string | null {
  if (run.kind === 'closure') return null;
  if (state.handoffs.has(run.key)) return run.key;
  return state.items.get(run.key)?.via ?? null;
}
