import {
  type Change,
  type DecidedVersion,
  recorded,
  type SkillEvent,
  skillChange,
} from '../../../src/runtime/kernel/index.ts';
import { hash, type Ledger } from './ledger.ts';

/** A skill that the shipped learning loop works by. */
export const SKILL = 'builder-core';
const PATH = `skills/stage/execution/${SKILL}/SKILL.md`;

export function skillText(words: string, name = SKILL): string {
  return `---\nname: ${name}\ndescription: How to build.\n---\n# Building\n\n${words}\n`;
}

export function decidedVersion(version: number, words: string): DecidedVersion {
  const before = recorded(hash, skillText(`${version - 1}`));
  const files = [{ path: PATH, before, after: recorded(hash, skillText(words)) }];
  return { version, act: 'promote', actor: 'test', agreed: 'person', source: 'run-1', files };
}

/** What a person and the owner do about skills, by how far a campaign has come. */
export function skillSteps({ state, records }: Ledger): readonly Change[] {
  return [...state.skills].flatMap(([skill, { candidate, pending, versions }]) => {
    const step = records.length % 5;
    const as = (event: SkillEvent): Change[] => [skillChange(skill, event)];
    const dropped = { event: 'dropped', reason: 'no', actor: 'test' } as const;
    if (pending !== null && state.runs.size === 0) {
      const { version, act } = pending;
      return as(step === 1 ? { ...dropped, what: 'version' } : { event: 'written', version, act });
    }
    if (candidate === null || pending !== null || step > 2) return [];
    if (step === 1) return as({ ...dropped, what: 'candidate' });
    const next = (versions.at(-1)?.version ?? 0) + 1;
    return as({ event: 'decided', version: decidedVersion(next, String(next)) });
  });
}
