import { homedir } from 'node:os';

/** The home folder of the user, also where the environment does not name it. */
export function homeFolder(): string {
  return homedir();
}
