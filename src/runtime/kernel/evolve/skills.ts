import { exhausted } from '../../errors/exhausted.ts';
import type { DecidedVersion, SkillChange } from '../changes/skills.ts';
import type { SkillHistory, SkillVersion } from '../state/skills.ts';
import type { State } from '../state/state.ts';

/** Versions of one skill that can be gone back to. Older ones are in their records. */
const VERSIONS_KEPT_MAX = 20;
const NOTHING: SkillHistory = { candidate: null, pending: null, versions: [] };

export function evolveSkill(state: State, change: SkillChange): void {
  const history = state.skills.get(change.skill) ?? NOTHING;
  state.skills.set(change.skill, next(state, history, change));
}

function next({ at, seq }: State, history: SkillHistory, change: SkillChange): SkillHistory {
  switch (change.event) {
    case 'proposed':
      return { ...history, candidate: { ...change.candidate, at, seq } };
    case 'decided': {
      const pending = withoutTexts(change.version, at, seq);
      const isTaken = change.version.act === 'promote';
      return { ...history, pending, candidate: isTaken ? null : history.candidate };
    }
    case 'written': {
      const written = history.pending === null ? [] : [history.pending];
      const versions = [...history.versions, ...written].slice(-VERSIONS_KEPT_MAX);
      return { ...history, pending: null, versions };
    }
    case 'dropped':
      return change.what === 'candidate'
        ? { ...history, candidate: null }
        : { ...history, pending: null };
    default:
      return exhausted(change);
  }
}

function withoutTexts(version: DecidedVersion, at: string, seq: number): SkillVersion {
  const files = version.files.map(({ path, before, after }) => ({
    path,
    before: before?.sha256 ?? null,
    after: after?.sha256 ?? null,
  }));
  return { ...version, files, at, seq };
}

/** What a record about a skill needs to be true; null = it is. */
export function skillProblem({ skills }: State, change: SkillChange): string | null {
  const { candidate = null, pending = null } = skills.get(change.skill) ?? {};
  switch (change.event) {
    case 'proposed':
      return null;
    case 'decided':
      return pending === null ? null : `${change.skill} waits for an earlier version`;
    case 'written':
      return pending?.version === change.version ? null : 'no such version waits';
    case 'dropped':
      return (change.what === 'candidate' ? candidate : pending) === null ? 'nothing waits' : null;
    default:
      return exhausted(change);
  }
}
