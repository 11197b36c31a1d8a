import type { Recorded, SkillVersion, WaitingCandidate } from '../../kernel/index.ts';
import type { Follower } from '../workspace/follower.ts';

/** The text that a stage proposed, from its record. */
export function candidateText(
  follower: Follower,
  skill: string,
  { seq, sha256 }: WaitingCandidate,
): string {
  for (const change of follower.record(seq).c) {
    if (change.k !== 'skill@1' || change.skill !== skill || change.event !== 'proposed') continue;
    if (change.document.sha256 === sha256) return follower.text(change.document);
  }
  throw new Error(`record ${seq} does not propose ${skill}`);
}

/** A text of a file before or after a version, from its record. */
export function versionText(
  follower: Follower,
  skill: string,
  { seq, version }: SkillVersion,
  sha256: string,
): string {
  for (const change of follower.record(seq).c) {
    if (change.k !== 'skill@1' || change.skill !== skill || change.event !== 'decided') continue;
    if (change.version.version !== version) continue;
    const all = change.version.files.flatMap(({ before, after }) => [before, after]);
    const found = all.find((one): one is Recorded => one?.sha256 === sha256);
    if (found !== undefined) return follower.text(found);
  }
  throw new Error(`record ${seq} does not hold version ${version} of ${skill}`);
}
