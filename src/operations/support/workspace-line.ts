import { isOver } from '../../product/open-specs.ts';
import type { StatusView } from '../../runtime/api/index.ts';
import { stateWords } from './about.ts';
import { blockerWords } from './step.ts';
import { clip } from './text.ts';

/** A session begins with it: that is no place for more. */
const LINE_BYTES_MAX = 400;
const TITLE_BYTES_MAX = 60;
const BLOCKER_BYTES_MAX = 120;

/** How a workspace stands, on one line: what runs, what is open, and what does not go on by itself. */
export function workspaceLine(view: StatusView): string {
  const parts = [view.condition, ...running(view), ...open(view), ...blocked(view), ...loop(view)];
  const simulated = view.simulated ? ' (simulated)' : '';
  return clip(`Millrace in this folder${simulated}: ${parts.join('; ')}.`, LINE_BYTES_MAX);
}

function running({ active }: StatusView): string[] {
  const nodes = active.filter(({ phase }) => phase === 'running').map(({ node }) => node);
  return nodes.length === 0 ? [] : [`${nodes.join(' and ')} at work`];
}

function open({ specs, closed_roots }: StatusView): string[] {
  const left = specs.filter((spec) => !isOver(spec));
  const [first] = left;
  if (first === undefined) return closed_roots === 0 ? [] : [`${specCount(closed_roots)} closed`];
  const title = `"${clip(first.title, TITLE_BYTES_MAX)}" ${stateWords(first)}`;
  return [title, ...(left.length === 1 ? [] : [`${specCount(left.length - 1)} more open`])];
}

function specCount(count: number): string {
  return count === 1 ? 'one spec' : `${count} specs`;
}

function blocked({ blockers, blockers_total }: StatusView): string[] {
  const [first] = blockers;
  if (first === undefined) return [];
  const more = blockers_total === 1 ? '' : ` (and ${blockers_total - 1} more)`;
  return [`needs you: ${clip(blockerWords(first), BLOCKER_BYTES_MAX)}${more}`];
}

function loop({ loop: { running: runs, should_run } }: StatusView): string[] {
  if (runs) return ['its loop runs'];
  return should_run ? ['its loop should run and does not'] : [];
}
