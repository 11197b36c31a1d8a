import type { LookAnswer, WorkspacesAnswer } from '../../../src/web/answers.ts';
import { knownView } from '../data/cache.ts';

/** A workspace, and where it stands in the overview. */
export interface Card {
  readonly id: string;
  readonly root: string;
  /** null = not read yet, or it cannot be. */
  readonly look: LookAnswer | null;
  readonly group: Group;
}

type Group = (typeof GROUPS)[number]['group'];

/** In their order. */
export const GROUPS = [
  { group: 'needs', title: 'Needs somebody' },
  { group: 'works', title: 'At work' },
  { group: 'rests', title: 'Nothing to do' },
] as const;

/** Reads what its cards have asked for, and asks for nothing itself. */
export function cardsOf(rows: WorkspacesAnswer['rows']): readonly Card[] {
  return rows.map(({ id, root }) => {
    const { value, error } = knownView(id, 'look');
    return { id, root, look: value, group: error === null ? groupOf(value) : 'needs' };
  });
}

function groupOf(look: LookAnswer | null): Group {
  if (look === null) return 'rests';
  const { waits, status } = look;
  if (waits.some(({ of }) => of.kind !== 'paused' || of.ends !== 'alone')) return 'needs';
  return status.condition === 'idle' ? 'rests' : 'works';
}

export function sumOf(cards: readonly Card[]) {
  const looks = cards.flatMap(({ look }) => look ?? []);
  const sum = (of: (look: LookAnswer) => number) => looks.reduce((all, look) => all + of(look), 0);
  const known = (of: (look: LookAnswer) => number | null) =>
    looks.some((look) => of(look) !== null) ? sum((look) => of(look) ?? 0) : null;
  return {
    waits: sum(({ status }) => status.blockers_total),
    stages: sum(({ status }) => status.active.length),
    specs: sum(({ open }) => open.length),
    closed: sum(({ status }) => status.closed_roots),
    tokens: known(({ status }) => status.totals.total_tokens),
    cost_usd: known(({ status }) => status.totals.cost_usd),
    unpriced: sum(({ status }) => status.totals.unpriced),
  };
}
