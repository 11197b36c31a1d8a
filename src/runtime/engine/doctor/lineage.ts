import { exhausted } from '../../errors/exhausted.ts';
import { type Drift, lineageDrift, type PlanIndex, type State } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { documentFile } from '../../render/index.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Findings } from './findings.ts';

const NAMED_MAX = 3;

/** Open work whose document names other work that belongs elsewhere, or that was given up. */
export function checkLineage(follower: Follower, index: PlanIndex, findings: Findings): void {
  const sources = { index, document: (key: string) => follower.document(key) };
  const { found, left } = lineageDrift(sources, follower.state);
  for (const drift of found) {
    const { item } = drift;
    const path = workspacePath(documentFile(index.family(item.family), item.state, item.id));
    const [what, next] = wordsOf(drift, follower.state);
    findings.add(CODES[drift.kind], path, what, next);
  }
  const unseen = left === 0 ? '' : `, ${left} more were not looked at`;
  const result = found.length === 0 ? 'as the documents say' : `${found.length} differ`;
  findings.checked('lineage', `${result}${unseen}`);
}

const CODES = {
  differs: 'lineage_differs',
  missing: 'lineage_missing',
  orphan: 'lineage_orphan',
  source_gone: 'lineage_source_gone',
} as const;

function wordsOf(
  { item, kind, named, belongs }: Drift,
  state: State,
): [what: string, next: string] {
  const { key, root } = item;
  const names = named
    .slice(0, NAMED_MAX)
    .map((one) => `${one.key} (${one.root ?? 'no lineage'})`)
    .join(', ');
  const repair =
    belongs === null || item.state === 'active' || state.targets.has(item.id)
      ? `look at it with show; end it with archive or withdraw, or edit what it names`
      : `call repair_lineage with root_spec_id ${belongs}, which shows what it would do`;
  switch (kind) {
    case 'differs':
      return [`${key} belongs to ${root} and names ${names}`, repair];
    case 'missing':
      return [`${key} belongs to no root, so no closure waits for it, and names ${names}`, repair];
    case 'orphan':
      return [
        `${key} belongs to ${root}, of which there is no document: nothing ever closes it`,
        `hand over a spec with the id ${root}, or end it with archive`,
      ];
    case 'source_gone':
      return [`${key} came from ${names}, given up since`, `archive or withdraw it, or leave it`];
    default:
      return exhausted(kind);
  }
}
