import { parseDocument, withScalars } from '../../documents/index.ts';
import type { Change, RehomeChange, Speaker } from '../changes/changes.ts';
import { interventionChange } from '../changes/intervention.ts';
import type { DecisionContext } from '../facts/decision.ts';
import { revision } from '../proposals/admit.ts';
import { type Drift, isKnownRoot, lineageDrift } from '../proposals/drift.ts';
import { questionsHolding } from '../questions/answered.ts';
import type { Item, State } from '../state/state.ts';
import { shortened } from './lines.ts';
import { over } from './note.ts';
import { type Revision, refused, revised } from './revision.ts';
import { isOver } from './subject.ts';

/** Items that one record moves, each with its document. */
const REPAIRS_MAX = 200;

/**
 * Brings open work into the lineage of a root where all that its document names belongs to that root.
 * What cannot be shown so is said and left alone. Without anything to do nothing is recorded.
 */
export function repairLineage(
  facts: DecisionContext,
  state: State,
  { root, reason }: { readonly root: string; readonly reason: string },
  speaker: Speaker,
): Revision {
  if (!isKnownRoot(facts.index, state, root)) {
    const what = `There is no root document ${root}`;
    return refused(what, 'the id of a root document', 'call status and take an id from there');
  }
  if (isOver(state, root)) return over(root);
  const changes: Change[] = [];
  const lines: string[] = [];
  const left: string[] = [];
  const look = lineageDrift(facts, state);
  let later = 0;
  for (const drift of look.found) {
    if (!concerns(drift, root)) continue;
    if (lines.length >= REPAIRS_MAX) {
      later += 1;
      continue;
    }
    const made = rehomed(facts, state, drift, root, speaker.actor);
    const { key, root: before } = drift.item;
    if (typeof made === 'string') left.push(`left alone: ${key}, ${made}`);
    else {
      changes.push(...made);
      lines.push(`${key}: ${before ?? 'no lineage'} -> ${root}`);
    }
  }
  const all = shortened([...lines, ...left]);
  const unseen =
    look.left === 0 ? '' : `; ${look.left} more were not looked at, there are too many`;
  const unshown = left.length === 0 ? '' : `; ${left.length} cannot be shown to belong to it`;
  const rest = later === 0 ? '' : `; ${later} more may join it: call again`;
  const cannot = `${unshown}${rest}${unseen}`;
  if (changes.length === 0) {
    return revised(
      'repair_lineage',
      `nothing has to join the lineage of ${root}${cannot}`,
      all,
      [],
    );
  }
  const detail = `${lines.length} of open work join the lineage of ${root}${cannot}`;
  const text = `${detail}, because: ${reason}. ${shortened(lines).join('; ')}`;
  const what = { action: 'repair_lineage', root, key: null, other: null, reason, text } as const;
  return revised('repair_lineage', detail, all, [
    interventionChange({ ...what, ...speaker }),
    ...changes,
  ]);
}

/** It belongs there, or may. */
function concerns({ kind, belongs, item, named }: Drift, root: string): boolean {
  if (kind === 'source_gone') return false;
  return belongs === root || item.root === root || named.some((one) => one.root === root);
}

/** The changes, or why there are none. */
function rehomed(
  facts: DecisionContext,
  state: State,
  { item, belongs, kind }: Drift,
  root: string,
  actor: string,
): Change[] | string {
  if (belongs !== root) return UNPROVEN[kind];
  if (item.state === 'active') return 'a stage works on it: call again when it is over';
  if (state.targets.has(item.id)) return 'it has a closure of its own: withdraw it, or leave it';
  const [asked] = questionsHolding(state, item.key);
  if (asked !== undefined) return `it waits for the answer to ${asked.id}`;
  const document = documentIn(facts, state, item, root);
  if (document === null) return 'its document has no field for a root';
  const rehome: RehomeChange = { k: 'rehome@1', key: item.key, root, idea: ideaOf(state, root) };
  const family = facts.index.family(item.family);
  const source = { kind: 'operator', ref: actor } as const;
  return [rehome, revision(facts.hash, { family, document, source }, item.at)];
}

const UNPROVEN: Readonly<Record<Drift['kind'], string>> = {
  differs: 'what it names belongs to several roots, or to one without a document',
  missing: 'what it names belongs to several roots, or to one without a document',
  orphan: 'nothing that it names says to which root it belongs',
  source_gone: 'what it came from was given up',
};

function documentIn({ index, document }: DecisionContext, state: State, item: Item, root: string) {
  const family = index.family(item.family);
  const { idea_key, root_keys } = family.closure;
  const [root_key] = root_keys;
  const parsed = parseDocument(document(item.key).text ?? '', family);
  if (!parsed.ok || root_key === undefined) return null;
  const idea = idea_key === null ? {} : { [idea_key]: ideaOf(state, root) };
  return withScalars(parsed.document, family, { [root_key]: root, ...idea });
}

function ideaOf({ targets, members, items }: State, root: string): string | null {
  const own = (members.get(root) ?? []).flatMap((key) => items.get(key) ?? []);
  return targets.get(root)?.idea ?? own.find(({ id }) => id === root)?.idea ?? null;
}
