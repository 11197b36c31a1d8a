import { Anchor, isLinked, outsideOf } from '../../anchor/index.ts';
import { exhausted } from '../../errors/exhausted.ts';
import { segmentName } from '../../journal/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { type Layout, PLACES, readWorkspaceId } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { type Findings, NOTHING_TO_DO } from './findings.ts';

const JOURNAL = workspacePath(PLACES.journal);
const CHOOSE = 'ask the user, then call doctor_repair with journal "newest" or "from_here"';

/** The second name of the journal, and whether the journal goes on after what was anchored of it. */
export function checkAnchor(
  ports: EnginePorts,
  layout: Layout,
  { journal }: Follower,
  findings: Findings,
): void {
  const { disk, state_home } = ports;
  const id = readWorkspaceId(disk, layout);
  if (state_home === null) return findings.checked('anchor', 'this user keeps nothing outside');
  const outside = id === null ? null : outsideOf(state_home, id);
  if (outside === null || disk.stat(outside.journal) === null) {
    const what = 'what deletes the runtime folder deletes the journal for good';
    findings.add('not_anchored', JOURNAL, what, 'make the state folder of the user writable');
    return findings.checked('anchor', 'there is none');
  }
  const anchor = new Anchor(ports, layout, outside);
  const at = journal.position;
  const standing = anchor.standing(at, (seq) => journal.archive.chainOf(seq));
  switch (standing.kind) {
    case 'continues':
      break;
    case 'lost': {
      const what = `it ends at record ${at.seq}, and record ${standing.marked} was synced once`;
      findings.add('journal_records_lost', JOURNAL, what, NOTHING_TO_DO);
      break;
    }
    case 'went_back': {
      const what = `it ends at record ${at.seq}; another course was synced up to record ${standing.anchored}`;
      findings.add('journal_went_back', JOURNAL, what, CHOOSE);
      break;
    }
    default:
      return exhausted(standing);
  }
  const newest = segmentName(at.segment);
  const isCopy = !isLinked(disk, `${layout.journal}/${newest}`, `${outside.journal}/${newest}`);
  if (isCopy && standing.kind === 'continues') {
    const what = 'the newest segment has no second name; records are written twice';
    findings.add('anchored_by_copies', JOURNAL, what, NOTHING_TO_DO);
  }
  findings.checked('anchor', isCopy ? 'by copies' : 'by links');
}
