import { MillraceError } from '../../errors/errors.ts';
import { SKILL_ID_RULE } from '../../skills/index.ts';

const PROBLEMS_SHOWN_MAX = 5;
const NAME_SHOWN_MAX = 60;

function refusal(what: string, expected: string, next: string): MillraceError {
  return new MillraceError('revision_refused', { what, expected, next });
}

export function noSkill(id: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `There is no skill ${JSON.stringify(id.slice(0, NAME_SHOWN_MAX))} in this workspace`,
    expected: 'the id of a skill: the name of the folder in which its SKILL.md lies',
    next: 'call skills_list, and take an id from there',
  });
}

export function unsafeId(id: string): MillraceError {
  return new MillraceError('input_invalid', {
    what: `${JSON.stringify(id.slice(0, NAME_SHOWN_MAX))} cannot be the id of a skill`,
    expected: SKILL_ID_RULE,
    next: 'use another name, also as the name in its front matter',
  });
}

export function ambiguous(id: string, paths: readonly string[]): MillraceError {
  return refusal(
    `${paths.length} skills have the id ${id}: ${paths.join(', ')}`,
    'one folder of that name',
    'rename one of the folders and the name in its SKILL.md',
  );
}

export function noCandidate(id: string): MillraceError {
  return refusal(
    `No text waits for the skill ${id}; it was taken, dropped or never proposed`,
    'a text that a stage proposed',
    'call skills_show to see what became of it, or skills_improve to have one written',
  );
}

export function stillPending(id: string, version: number): MillraceError {
  return refusal(
    `Version ${version} of the skill ${id} is decided and not written yet`,
    'one change of a skill at a time',
    'call again when the runs that work by the old text have ended; status says what runs',
  );
}

export function vanished(id: string, path: string): MillraceError {
  return refusal(
    `The text for ${id} was written for ${path}, which is gone`,
    'the skill that it was made from',
    'put the skill back, or drop the text with skills_drop',
  );
}

export function editedMeanwhile(id: string, path: string): MillraceError {
  return refusal(
    `${path} was edited after the text for ${id} was made from it; taking the text would undo the edit`,
    'the skill as the stage read it',
    'have it made from the edited skill with skills_improve, or drop it with skills_drop',
  );
}

export function notASkill(id: string, problems: readonly string[]): MillraceError {
  const named = problems.slice(0, PROBLEMS_SHOWN_MAX).join('; ');
  return refusal(
    `That is no skill ${id}: ${named}`,
    'a SKILL.md with name and description in its front matter, small, with nothing hidden',
    'mend it, then call again',
  );
}

export function alreadyThere(id: string): MillraceError {
  return refusal(
    `There is a skill ${id} already, or something else in its place`,
    'a new id, or replace true for a skill that is there',
    'call skills_show to see it; with replace true its text is kept as a version',
  );
}

export function notInstalled(id: string): MillraceError {
  return refusal(
    `There is no skill ${id} in this workspace that could be refreshed`,
    'a skill that was installed',
    `call skills_install with skill ${id}`,
  );
}

export function noText(path: string): MillraceError {
  return refusal(
    `${path} is no small text in UTF-8, so it could not be gone back to`,
    'a skill whose files are texts',
    'move that file out of the folder of the skill, then call again',
  );
}

export function nothingToRevert(id: string): MillraceError {
  return refusal(
    `The skill ${id} has no such version here`,
    'a version that skills_show names, or 0 for what was there before the first',
    'call skills_show',
  );
}

export function noChange(id: string): MillraceError {
  return refusal(`The skill ${id} reads so already`, 'another text', 'nothing is to be done');
}

export function personNeeded(what: string, id: string): MillraceError {
  return new MillraceError('person_needed', {
    what: `${what} changes what stages are told, which only a person decides; nothing was changed`,
    expected: 'a person at a terminal who types the id of the skill, or a policy of the user',
    next:
      `the user runs the same command in a terminal and types ${id}, or lets agents decide with ` +
      '[[decide]] in millrace/policy.toml',
  });
}
