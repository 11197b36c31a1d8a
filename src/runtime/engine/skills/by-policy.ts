import { isMillraceError } from '../../errors/errors.ts';
import type { SkillVersion, WaitingCandidate } from '../../kernel/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { manifestOrNull } from '../../workspace/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { decideSkill } from './decide.ts';
import { bytesAt } from './tree.ts';

const ACTOR = 'millrace runtime, as a policy of the user allows';

/**
 * Takes what stages proposed where the user's policy says so. A text that a script played, and one for
 * a skill that somebody edited by hand, waits for a person all the same.
 */
export class PolicyPromotions {
  /** Records of candidates that were looked at: nothing about them changes by itself. */
  private readonly seen = new Set<number>();

  constructor(private readonly ports: EnginePorts) {}

  take(owner: Owner): void {
    for (const [skill, { candidate, versions }] of [...owner.state.skills]) {
      if (candidate === null || this.seen.has(candidate.seq)) continue;
      this.seen.add(candidate.seq);
      const { layout } = owner.follower;
      const { disk, trust } = this.ports;
      if (!trust.promotes(disk.realpath(layout.root) ?? layout.root)) continue;
      if (candidate.simulated || this.isEdited(layout, candidate, versions)) continue;
      this.promote(owner, skill);
    }
  }

  private promote(owner: Owner, skill: string): void {
    const asking = { ports: this.ports, follower: owner.follower };
    try {
      const { make } = decideSkill(asking, { name: 'promote_skill', skill, is_person: false });
      owner.commit(make({ actor: ACTOR, agreed: 'policy' }));
    } catch (thrown) {
      // It waits for a person, who is told why when they look at it.
      if (!isMillraceError(thrown)) throw thrown;
    }
  }

  /** The text that lies there is neither the release's nor one that was written here. */
  private isEdited(
    layout: Layout,
    { path }: WaitingCandidate,
    versions: readonly SkillVersion[],
  ): boolean {
    const { disk, hash } = this.ports;
    const bytes = path === null ? null : bytesAt(disk, layout, path);
    if (bytes === null) return false;
    const entries = manifestOrNull(disk, layout)?.entries ?? [];
    const shipped = entries.find(({ relative_path }) => relative_path === path)?.original_sha256;
    const written = versions.flatMap(({ files }) => files.map(({ after }) => after));
    return ![shipped, ...written].includes(hash.sha256(bytes));
  }
}
