import type { ComponentChildren } from 'preact';
import { useView } from '../data/cache.ts';
import { KeyLink, RunLink } from './link.tsx';

/** Ids as sentences of ours name them: a run, or work of a family. */
const ID = /\b(run-[0-9a-f]{8,}-\d+)\b|\b([a-z][a-z_]{1,30}\/[a-z0-9][\w.-]{0,120}\w)/g;

interface LinkedProps {
  readonly workspace: string;
  readonly text: string;
}

/** A line of ours in which each id leads to what it names. */
export function Linked({ workspace, text }: LinkedProps) {
  // What stands behind another word than a family of work is a path.
  const families = useView(workspace, 'look').value.value?.status.queues ?? {};
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const found of text.matchAll(ID)) {
    const [whole, run, key] = found;
    if (key !== undefined && !Object.hasOwn(families, key.split('/', 1).join())) continue;
    parts.push(text.slice(end, found.index));
    if (run !== undefined)
      parts.push(<RunLink key={found.index} workspace={workspace} run={run} />);
    else parts.push(<KeyLink key={found.index} workspace={workspace} of={whole} />);
    end = found.index + whole.length;
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  );
}
