import { exhausted } from '../../errors/exhausted.ts';
import type { PlanNode } from '../../plan/index.ts';
import { type ContractItem, idsCovered } from '../contract/contract.ts';
import type { Judged, Problem } from './types.ts';

/** How far the work of a lineage covers its contract before a stage proposes more. */
export interface Coverage {
  /** Open items of the contract; empty where no ids are asked for. */
  readonly open: readonly ContractItem[];
  /** Ids that open or finished work names already. */
  readonly covered: ReadonlySet<string>;
  /** Whether there is any such work, named or not. */
  readonly hasWork: boolean;
}

export const NO_COVERAGE: Coverage = { open: [], covered: new Set(), hasWork: false };

/** Ids that are named at once; the rest is counted. */
const NAMED_MAX = 20;
const QUOTED_LENGTH_MAX = 80;

/** What an outcome would have to bring and does not. */
export function missingProposals(
  { requires = [] }: Pick<PlanNode, 'requires'>,
  outcome: string,
  judged: readonly Judged[],
  coverage: Coverage,
): Problem[] {
  return requires.flatMap((one) => {
    if (!one.on.includes(outcome)) return [];
    const brought = judged.filter(({ family, isRevision }) => {
      return one.families.includes(family.family_id) && !isRevision;
    });
    const uncovered = uncoveredItems(coverage, brought);
    switch (one.what) {
      case 'contract':
        return uncoveredProblems(uncovered, one.families, outcome);
      case 'some': {
        const isFree = one.unless === 'contract_covered' && uncovered.length === 0;
        return brought.length > 0 || isFree ? [] : [noProposal(one.families, outcome)];
      }
      case 'one':
        if (brought.length === 0) return [noProposal(one.families, outcome)];
        return brought.length === 1 ? [] : [tooMany(one.families, outcome, 'only one', brought)];
      case 'none':
        return brought.length === 0 ? [] : [tooMany(one.families, outcome, 'no', brought)];
      default:
        return exhausted(one.what);
    }
  });
}

/** Where the contract has one item, any work of its lineage serves it. */
function uncoveredItems(
  { open, covered, hasWork }: Coverage,
  brought: readonly Judged[],
): readonly ContractItem[] {
  if (open.length === 1 && (hasWork || brought.length > 0)) return [];
  const named = new Set(brought.flatMap(({ document, family }) => idsCovered(document, family)));
  return open.filter(({ id }) => !covered.has(id) && !named.has(id));
}

function uncoveredProblems(
  uncovered: readonly ContractItem[],
  families: readonly string[],
  outcome: string,
): Problem[] {
  const kinds = families.join(' or ');
  const problems = uncovered.slice(0, NAMED_MAX).map(({ id, text }) => ({
    name: null,
    what:
      `no ${kinds} covers ${id} (${quoted(text)}), and ${outcome} says that all is covered; ` +
      `name ${id} under "Covers:" in the document that serves it, or propose one`,
  }));
  const more = uncovered.length - problems.length;
  if (more > 0)
    problems.push({ name: null, what: `${more} more ids of the contract are not covered` });
  return problems;
}

function noProposal(families: readonly string[], outcome: string): Problem {
  const kinds = families.join(' or ');
  return { name: null, what: `${outcome} needs at least one ${kinds} in out/work/` };
}

function tooMany(
  families: readonly string[],
  outcome: string,
  allowed: string,
  brought: readonly Judged[],
): Problem {
  const there = brought.slice(0, NAMED_MAX).map(({ name }) => name);
  const more = brought.length > there.length ? ` and ${brought.length - there.length} more` : '';
  return {
    name: null,
    what:
      `${outcome} takes ${allowed} ${families.join(' or ')} in out/work/, and there is ` +
      `${there.join(', ')}${more}; remove what does not belong there, or hand back another result`,
  };
}

function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= QUOTED_LENGTH_MAX ? line : `${line.slice(0, QUOTED_LENGTH_MAX - 3)}...`;
}
