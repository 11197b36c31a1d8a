import { resolve } from 'node:path';
import { NodeClock } from '../runtime/host/clock.ts';
import { NodeDisk } from '../runtime/host/disk.ts';
import { NodeHash } from '../runtime/host/hash.ts';
import { homeFolder } from '../runtime/host/home.ts';
import { NodeIds } from '../runtime/host/ids.ts';
import { systemOf } from '../runtime/host/system.ts';
import { FileWake } from '../runtime/host/wake.ts';
import { type Assignment, readAssignment } from '../runtime/keeper/assignment.ts';
import { KEEPER_STATUS } from '../runtime/keeper/files.ts';
import { runKeeper } from '../runtime/keeper/keeper.ts';
import { logIn } from '../runtime/keeper/log.ts';
import type { KeeperPorts } from '../runtime/keeper/ports.ts';
import { type KeeperEnd, runSpare } from '../runtime/keeper/spare.ts';
import { configFolder, NOTIFY_FILE } from '../user/notify-place.ts';

/** From an attempt's directory to its workspace. */
const ATTEMPT_TO_ROOT = '../../..';

/**
 * `millrace keeper <attempt directory> first|successor`: the words are for whoever looks at processes,
 * what counts comes through stdin. Its stderr is the log in that directory.
 * `millrace keeper spare <folder>`: it makes things ready in that folder, and is told later.
 */
export async function main([mode, place = '']: readonly string[], release: string): Promise<void> {
  const ports = {
    disk: new NodeDisk(),
    clock: new NodeClock(),
    ids: new NodeIds(),
    hash: new NodeHash(),
    ...systemOf(process.platform),
    wake: new FileWake(),
  };
  const { status, assignment } = await (mode === 'spare'
    ? runSpare({ ...ports, input, release }, place)
    : keep(ports));
  if (assignment !== null && status === KEEPER_STATUS.done) await tellAfterwards(ports, assignment);
  process.exit(status);
}

async function keep(ports: Omit<KeeperPorts, 'log'>): Promise<KeeperEnd> {
  const assignment = readAssignment(await input());
  if (assignment === null) return { status: KEEPER_STATUS.not_assigned, assignment };
  const log = (line: string) => process.stderr.write(`${line}\n`);
  return { status: await runKeeper({ ...ports, log }, assignment), assignment };
}

async function input(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const part of process.stdin) text += part;
  return text;
}

/** The owner may have died meanwhile. Most users wish to hear of nothing, and no keeper stays for them. */
async function tellAfterwards(
  { disk }: Pick<KeeperPorts, 'disk'>,
  { directory, env }: Assignment,
): Promise<void> {
  try {
    // The stage has ended: what its owner has may be had now.
    Object.assign(process.env, env);
    if (disk.stat(`${configFolder(process.env, homeFolder())}/${NOTIFY_FILE}`) === null) return;
    const { tellWhenOwnerIsGone } = await import('../backend/notify.ts');
    await tellWhenOwnerIsGone(resolve(directory, ATTEMPT_TO_ROOT));
  } catch (error) {
    logIn(disk, directory)(error instanceof Error ? error.message : 'unknown error');
  }
}
