import { parseDocument, timeText } from '../../documents/index.ts';
import type { Run, State } from '../state/state.ts';
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
  const item = run.key === null ? undefined : state.items.get(run.key);
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
    'item.title': item?.title ?? state.items.get(state.targets.get(root)?.key ?? '')?.title ?? root,
    'item.family': item?.family ?? '',
  };
}

function origins(facts: DecisionContext, state: State, run: Run): Record<string, string> {
  const key = run.key ?? state.targets.get(run.root ?? '')?.key;
  const subject = key === undefined ? undefined : state.items.get(key);
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
