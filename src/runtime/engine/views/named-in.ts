import type { ControlCommand, ReviseCommand, SkillCommand } from '../../api/index.ts';

/** The work that a command names by its id. */
export function namedIn(command: ControlCommand | ReviseCommand | SkillCommand): string | null {
  if (command.name === 'requeue') return command.item;
  return 'work' in command ? command.work : null;
}
