import { factsOf, scalarOf } from '../../documents/index.ts';
import type { EarlierDocument, EarlierFiles, EarlierRun } from '../../earlier/index.ts';
import { type Change, handoffChange, keyOf } from '../../kernel/index.ts';
import type { Plan } from '../../plan/index.ts';

interface Handoff {
  readonly incident: string;
  readonly source: string;
  readonly source_family: string;
  readonly root: string;
  readonly at: number;
}

/**
 * Parked work and the document that stands in for it, told from the documents alone: such a document names
 * where it comes from in a field that a stage of this release would fill in likewise.
 */
export class Handoffs {
  private readonly all: readonly Handoff[];

  constructor(plan: Plan, documents: readonly EarlierDocument[]) {
    const carriers = carrierFamilies(plan);
    const parked = new Set(
      documents.filter(({ lies }) => lies === 'blocked').map((one) => keyOfDocument(one)),
    );
    this.all = documents
      .filter(({ family }) => carriers.has(family.family_id))
      .flatMap((one) => handoffOf(one, parked));
  }

  /** The handoff that a document counts towards: the one that it names, else the last one before it. */
  viaOf(one: EarlierDocument): string | null {
    const key = keyOfDocument(one);
    const { root, at } = factsOf(one.document, one.family);
    let found: Handoff | null = null;
    for (const handoff of this.all) {
      if (handoff.incident === key || handoff.source === key) continue;
      if (originsOf(one).includes(handoff.incident)) return handoff.incident;
      const follows = one.family.family_id === handoff.source_family && root === handoff.root;
      if (follows && at >= handoff.at && at >= (found?.at ?? 0)) found = handoff;
    }
    return found?.incident ?? null;
  }

  changes(): Change[] {
    return this.all.map(({ incident, source, root }) => handoffChange({ incident, source, root }));
  }
}

/** Ids of runs that a document which stands in for their work names. */
export function answeredRuns(plan: Plan, documents: readonly EarlierDocument[]): Set<string> {
  const carriers = carrierFamilies(plan);
  const own = documents.filter(({ family }) => carriers.has(family.family_id));
  return new Set(own.flatMap(({ document }) => Object.values(document.lists).flat()));
}

/**
 * A kill may come between the document that stands in for work and the parking of that work: it is parked
 * then, and nothing stands in for it twice.
 */
export function parkedSince(
  files: EarlierFiles,
  plan: Plan,
  documents: readonly EarlierDocument[],
  runs: readonly EarlierRun[],
): EarlierDocument[] {
  const answered = answeredRuns(plan, documents);
  const parked = new Set(
    runs.flatMap(({ id, stages }) => {
      const last = stages.at(-1)?.result;
      if (last?.result_class !== 'escalate_planning' || !answered.has(id)) return [];
      return [keyOf(last.work_item_kind ?? '', last.work_item_id ?? '')];
    }),
  );
  return documents.map((one) => {
    if (one.lies !== 'active' || !parked.has(keyOfDocument(one))) return one;
    files.change(one.path, 'is parked: a document stands in for it already');
    return { ...one, lies: 'blocked' };
  });
}

/** Families of which a terminal state makes documents. */
function carrierFamilies(plan: Plan): Set<string> {
  const terminals = Object.values(plan.graphs_by_plane).flatMap((graph) => graph.terminal_states);
  return new Set(terminals.flatMap(({ handoff }) => handoff?.family_id ?? []));
}

function handoffOf(one: EarlierDocument, parked: ReadonlySet<string>): Handoff[] {
  const source = originsOf(one).find((key) => parked.has(key));
  const { root, at } = factsOf(one.document, one.family);
  if (source === undefined || root === null) return [];
  const source_family = source.slice(0, source.indexOf('/'));
  return [{ incident: keyOfDocument(one), source, source_family, root, at }];
}

const ORIGIN = /^\{origin\.([a-z0-9_.-]+)\}$/;

/** Keys of the items that a document names as its origin. */
function originsOf({ document, family }: EarlierDocument): string[] {
  return Object.entries(family.closure.inherit).flatMap(([field, template]) => {
    const of = ORIGIN.exec(template)?.[1];
    const id = scalarOf(document, family, field);
    return of === undefined || id === null ? [] : [keyOf(of, id)];
  });
}

export function keyOfDocument({ family, document }: EarlierDocument): string {
  return keyOf(family.family_id, document.id);
}
