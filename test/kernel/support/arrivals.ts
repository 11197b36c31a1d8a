import type { Family } from '../../../src/runtime/plan/index.ts';
import type { Ledger } from './ledger.ts';
import type { Tape } from './tape.ts';

export const WORK_IDS = ['a', 'b', 'c', 'd'];

/** What a client writes into a document: dependencies, a root, an origin, a wish to see the plan. */
export function fieldsFor(
  ledger: Ledger,
  tape: Tape,
  family: Family,
): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  const deps = tape.pick(4) === 1 ? [`${tape.of(WORK_IDS)}${tape.pick(3)}`] : [];
  if (family.depends_on_key !== null && deps.length > 0) fields[family.depends_on_key] = deps;
  const { review } = family.closure;
  const what = tape.of(['', '', '', 'contract', 'plan']) ?? '';
  if (review !== undefined && what !== '') fields[review.key] = what;
  const [root] = family.closure.root_keys;
  const known = tape.of([...ledger.state.open_targets]);
  if (root !== undefined && known !== undefined && tape.pick(2) === 1) fields[root] = known;
  if (tape.pick(3) === 1) Object.assign(fields, originOf(ledger, tape, family));
  fields[family.order_key] = `2026-01-0${1 + tape.pick(3)}T00:00:00Z`;
  return fields;
}

/** What it says that it came from, wherever that belongs. */
function originOf(ledger: Ledger, tape: Tape, family: Family): Record<string, string> {
  const item = tape.of([...ledger.state.items.values()]);
  if (item === undefined) return {};
  const { id_key } = ledger.index.family(item.family);
  const names = [id_key, `parent_${id_key}`, `source_${id_key}`];
  const field = family.scalars.find(({ key }) => key !== family.id_key && names.includes(key));
  return field === undefined ? {} : { [field.key]: item.id };
}
