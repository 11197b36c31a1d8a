import type { DelegationView } from '../product/delegation.ts';
import { NodeClock } from '../runtime/host/clock.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { homeFolder } from '../runtime/host/home.ts';
import { NodeIds } from '../runtime/host/ids.ts';
import { isOwn } from '../runtime/host/own-file.ts';
import type { Delegation } from '../runtime/ports/delegation.ts';
import { readDelegation, writeDelegation } from '../user/delegation.ts';
import { stateFolder } from '../user/state-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function folderOf(env: Environment): string {
  return stateFolder(env, env.HOME ?? homeFolder());
}

/** What the user of this environment lets agents do; `root`: the workspace that asks. Never throws. */
export function delegationNow(env: Environment, root: string): DelegationView {
  return readDelegation({ disk: new NodeDisk(), isOwn }, folderOf(env), root);
}

export function keepDelegation(
  env: Environment,
  policy: Delegation,
  by: 'terminal' | 'form',
): void {
  const at = new Date(new NodeClock().now()).toISOString();
  const ports = { disk: new NodeDisk(), ids: new NodeIds() };
  writeDelegation(ports, folderOf(env), { policy, at, by });
}
