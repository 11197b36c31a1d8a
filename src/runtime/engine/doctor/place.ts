import { lookForPlace } from '../../anchor/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { type Layout, PLACES, readWorkspaceId } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

/** Whether this is the workspace that its id says, or a copy of it, or one that was moved. */
export function checkPlace(ports: EnginePorts, layout: Layout, findings: Findings): void {
  const { disk, state_home } = ports;
  const path = workspacePath(PLACES.identity);
  const id = readWorkspaceId(disk, layout);
  if (state_home === null || id === null) return findings.checked('place', 'not known yet');
  const found = lookForPlace(ports, state_home, layout, id);
  if (found.kind === 'copied') {
    const next =
      'call run_once: the copy gets an id of its own, and nothing of the original is touched';
    findings.add('workspace_copied', path, `it is a copy of ${found.from}`, next);
  } else if (found.kind === 'moved') {
    const next = 'nothing to do: the next owner writes down the new place';
    findings.add('workspace_moved', path, `it was last seen at ${found.from}`, next);
  }
  findings.checked('place', WORDS[found.kind]);
}

const WORDS = {
  here: 'where it was last seen',
  new: 'not known yet',
  moved: 'another one than before',
  copied: 'that of a copy',
} as const;
