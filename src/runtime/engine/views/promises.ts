import type { PromiseView } from '../../api/index.ts';
import { parseDocument } from '../../documents/index.ts';
import {
  type ClosureTarget,
  type ContractItem,
  contractItems,
  type PlanIndex,
} from '../../kernel/index.ts';
import { lastJudgement } from '../workspace/contract-texts.ts';
import type { Follower } from '../workspace/follower.ts';
import { type Known, rootKeyOf } from './about.ts';

interface Judged {
  readonly met: boolean | null;
  readonly evidence: string | null;
}

/** What the contract of a root promises, each with what its judge said of it last. */
export function promisesOf(follower: Follower, known: Known, root: string): PromiseView[] {
  const target = known.state.targets.get(root);
  if (target === undefined) return queuedItems(follower, known, root).map(notJudged);
  const judged = judgedIn(known, lastJudgement(follower, target).verdict);
  const waived = target.contract?.waived ?? [];
  return itemsOf(follower, target).map(({ id, text, since = 1 }) => {
    const said = judged.get(id) ?? { met: null, evidence: null };
    return { id, text, since, waived: waived.includes(id), ...said };
  });
}

/** What is only queued promises what its document says now; its ids are those that it gets then. */
function queuedItems(follower: Follower, known: Known, root: string): ContractItem[] {
  const item = known.state.items.get(rootKeyOf(known, root) ?? '');
  if (item === undefined) return [];
  const family = known.index.family(item.family);
  const parsed = parseDocument(follower.document(item.key).text ?? '', family);
  return parsed.ok ? contractItems(parsed.document, family) : [];
}

function notJudged({ id, text, since = 1 }: ContractItem): PromiseView {
  return { id, text, since, waived: false, met: null, evidence: null };
}

/** Ids of a lineage's contract that the last verdict found met. */
export function metItems(follower: Follower, index: PlanIndex, root: string): string[] {
  const target = follower.state.targets.get(root);
  if (target === undefined) return [];
  const judged = judgedIn({ index }, lastJudgement(follower, target).verdict);
  const changed = (target.contract?.items ?? []).filter(
    ({ since = 1 }) => since > (target.judged_contract ?? 1),
  );
  const isNew = (id: string) => changed.some((one) => one.id === id);
  return [...judged].flatMap(([id, { met }]) => (met === true && !isNew(id) ? [id] : []));
}

/** Records between the opening of a target and its end that are looked through for an amendment. */
const RECORDS_MAX = 20_000;

/** A closed target holds none any more: the records of its opening and of its amendments do. */
function itemsOf(follower: Follower, target: ClosureTarget): readonly ContractItem[] {
  const { root, seq, contract } = target;
  if (contract !== undefined && contract.items.length > 0) return contract.items;
  if (target.amended_seq !== undefined) {
    const amended = follower.recordOrNull(target.amended_seq)?.c ?? [];
    for (const one of amended) if (one.k === 'amend@1' && one.root === root) return one.items;
  }
  const run = follower.state.finished.get(target.last_run ?? '');
  const last =
    (contract?.version ?? 1) > 1 ? Math.min(run?.last_seq ?? seq, seq + RECORDS_MAX) : seq;
  let items: readonly ContractItem[] = [];
  for (const { c } of follower.journal.archive.records(seq, last)) {
    for (const one of c) {
      const isOf = (one.k === 'contract@1' || one.k === 'amend@1') && one.root === root;
      if (isOf) items = one.items;
    }
  }
  return items;
}

/** By the fields that the judging stage declares. What is no such verdict says nothing. */
function judgedIn(
  { index }: Pick<Known, 'index'>,
  verdict: string | null,
): ReadonlyMap<string, Judged> {
  const plane = index.completionPlane;
  const nodes = plane === null ? [] : index.graph(plane).nodes;
  const rule = nodes
    .flatMap(({ artifacts }) => artifacts)
    .flatMap(({ agrees }) => agrees?.contract_entries ?? [])[0];
  if (rule === undefined || verdict === null) return new Map();
  const list = fieldsOf(parsed(verdict)).get(rule.list);
  const entries = Array.isArray(list) ? list.map(fieldsOf) : [];
  return new Map(
    entries.map((entry) => {
      const met = entry.get(rule.met);
      const evidence = entry.get('evidence');
      return [
        String(entry.get(rule.id) ?? ''),
        {
          met: typeof met === 'boolean' ? met : null,
          evidence: typeof evidence === 'string' ? evidence : null,
        },
      ];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}
