import type { Identity } from '../ports/processes.ts';

/** The first pid namespace of a machine has this fixed inode; from it all processes can be seen. */
const INITIAL_PID_NAMESPACE = 'pid:[4026531836]';
const ROOT_UID = 0;

/** Why this process cannot tell whether processes of the claim's writer live, or null when it can. */
export function whyNotJudgeable(claimed: Identity, self: Identity): string | null {
  if (claimed.machine !== self.machine) return 'the attempt was started on another machine';
  // The same machine with another boot: nothing can be alive.
  if (claimed.boot !== self.boot) return null;
  if (
    claimed.pid_namespace !== self.pid_namespace &&
    self.pid_namespace !== INITIAL_PID_NAMESPACE
  ) {
    return 'the attempt was started in another container of this machine';
  }
  if (claimed.uid !== self.uid && self.uid !== ROOT_UID) {
    return 'the attempt was started by another user';
  }
  return null;
}
