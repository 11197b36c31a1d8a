import type { AttemptChange, Run, TreeSpan } from '../../kernel/index.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';
import type { NotePlace, TreeNotes } from '../../ports/index.ts';
import type { Follower } from '../workspace/follower.ts';
import { notePlace } from '../workspace/tree-place.ts';
import { type Stretch, spansOfItem, stretchesOf, told } from '../workspace/work-spans.ts';

/** Stretches of work that are named, the newest ones. */
const STRETCHES_MAX = 12;

interface Base {
  readonly notes: TreeNotes;
  readonly place: NotePlace;
}

/**
 * What the work began from, and the commands that show exactly its change: `in/base.md`. Null where a
 * release that noted nothing began the attempt.
 */
export function baseText(
  notes: TreeNotes,
  follower: Follower,
  run: Run,
  { work_dir, tree }: AttemptChange,
): string | null {
  if (tree === undefined) return null;
  const base = { notes, place: notePlace(follower.layout, work_dir) };
  const spans = spansBefore(follower, run);
  const { known, unknown } = stretchesOf(spans);
  const others = told(spans);
  const stretches = known.slice(-STRETCHES_MAX);
  const what = run.kind === 'closure' ? 'this whole lineage' : 'this work item';
  const sections = [
    `# What was changed for ${what} so far${others.length === 0 ? ', and nothing else' : ''}`,
    `Notes of ${work_dir}, without what git ignores and without \`${RUNTIME_FOLDER}/\`.`,
    begunText(base, stretches, tree.id ?? null),
    ...others,
    ...(tree.unknown === undefined ? [] : [`What this stage finds is unknown: ${tree.unknown}.`]),
    ...(unknown.length === 0 ? [] : [`Not known what these changed:\n\n${listOf(unknown)}`]),
    ...(known.length > stretches.length
      ? [`${known.length - stretches.length} older stretches of work are not named.`]
      : []),
    sinceText(base, tree.id ?? null),
  ];
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`;
}

/** Of a judgement all work of the lineage; of an item what was done on it, in earlier runs as well. */
function spansBefore(follower: Follower, run: Run): readonly Partial<TreeSpan>[] {
  const { state } = follower;
  if (run.kind === 'closure') return state.lineages.get(run.root)?.trees?.spans ?? [];
  const stages = state.items.get(run.key)?.stages ?? 0;
  // Looking for earlier runs takes long in a large workspace, and most items have none.
  return stages > run.stages.length + 1 ? spansOfItem(follower, run.key).spans : (run.trees ?? []);
}

function begunText(base: Base, stretches: readonly Stretch[], now: string | null): string {
  const [first] = stretches;
  if (first === undefined) {
    const name = now === null ? '' : ` It begins from \`${now}\`.`;
    return `Nothing was done yet.${name}`;
  }
  const rows = stretches.map(({ from, to, nodes }) => {
    const by = nodes.length === 0 ? '' : `${[...new Set(nodes)].join(', ')}: `;
    if (from === to) return `- ${by}nothing was changed`;
    const command = base.notes.command(base.place, from, to);
    return `- ${by}${command === null ? `\`${from}\` to \`${to}\`` : `\`${command}\``}`;
  });
  const others =
    stretches.length === 1 && stretches[0]?.to === now
      ? []
      : ['What differs between these, or between the last and now, was edited by others.'];
  return [`Its work began from \`${first.from}\`. The change:`, rows.join('\n'), ...others].join(
    '\n\n',
  );
}

function sinceText({ notes, place }: Base, now: string | null): string {
  const command = now === null ? null : notes.command(place, now, null);
  if (now === null || command === null) return '';
  return [
    `This stage begins from \`${now}\`. What was edited since, new files apart:`,
    `- \`${command}\``,
  ].join('\n\n');
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}
