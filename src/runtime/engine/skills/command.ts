import type { SkillCommand, SkillPreview } from '../../api/index.ts';
import type { DecidedVersion } from '../../kernel/index.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Follower } from '../workspace/follower.ts';
import { decideSkill } from './decide.ts';
import { personNeeded } from './refusals.ts';
import { hasToWait } from './write.ts';

/** What it would come to; nothing is recorded. */
export function previewSkill(
  ports: EnginePorts,
  follower: Follower,
  command: SkillCommand,
): SkillPreview {
  return decideSkill({ ports, follower }, command).preview;
}

/** Records what was decided; it is written by `writeSkills`. Returns what is said of it. */
export function applySkill(
  ports: EnginePorts,
  owner: Owner,
  command: SkillCommand,
  actor: string,
): string {
  const { follower } = owner;
  const { skill, preview, make } = decideSkill({ ports, follower }, command);
  const agreed = agreedBy(ports, follower, command);
  if (preview.needs_person && agreed === 'caller') throw personNeeded(preview.detail, skill);
  owner.apply(make({ actor, agreed }));
  const pending = owner.state.skills.get(skill)?.pending ?? null;
  if (pending === null) return preview.detail;
  const named = `version ${pending.version}`;
  return hasToWait(owner.state, follower.index, pending)
    ? `${preview.detail}; it is written as ${named} when the runs that work by the old text have ended`
    : `${preview.detail}, as ${named}`;
}

function agreedBy(
  { disk, trust }: EnginePorts,
  { layout }: Follower,
  command: SkillCommand,
): DecidedVersion['agreed'] {
  if ('is_person' in command && command.is_person) return 'person';
  return trust.decides(disk.realpath(layout.root) ?? layout.root) ? 'policy' : 'caller';
}
