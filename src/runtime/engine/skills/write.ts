/**
 * Writes what was decided about skills, between runs. Each file is written whole or not at all, and a
 * decided version stays until all of its files are: whoever owns the workspace next goes on with it.
 */

import { dirname } from 'node:path';
import type { PlanIndex } from '../../kernel/index.ts';
import {
  type Decision,
  isOfPlan,
  type SkillVersion,
  type State,
  skillChange,
} from '../../kernel/index.ts';
import { explaining, makeFolders } from '../../ports/index.ts';
import { replaceSynced } from '../../workspace/index.ts';
import { TrustGate } from '../harnesses/trust-gate.ts';
import type { Owner } from '../owner/owner.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { versionText } from './texts.ts';
import { bytesAt } from './tree.ts';

/** Beside the file; the next writing of it removes what a kill left. */
const SCRATCH = '.tmp-skill';

/** Whether a version waits for the runs that work by the text before it. */
export function hasToWait(state: State, index: PlanIndex | null, version: SkillVersion): boolean {
  return state.runs.size > 0 && index !== null && isOfPlan(index, version);
}

/** Returns whether anything was written, so that what the sources compile to is judged anew. */
export function writeSkills(ports: EnginePorts, owner: Owner): boolean {
  let wrote = false;
  for (const [skill, { pending }] of [...owner.state.skills]) {
    const { index } = owner.follower;
    if (pending === null || hasToWait(owner.state, index, pending)) continue;
    explaining(`Writing the skill ${skill}`, () => writeVersion(ports, owner, skill, pending));
    wrote = true;
  }
  return wrote;
}

function writeVersion(
  ports: EnginePorts,
  owner: Owner,
  skill: string,
  version: SkillVersion,
): void {
  const { follower } = owner;
  const { layout } = follower;
  const { disk, hash } = ports;
  const digest = (path: string) => {
    const bytes = bytesAt(disk, layout, path);
    return bytes === null ? null : hash.sha256(bytes);
  };
  const now = version.files.map((file) => ({ ...file, now: digest(file.path) }));
  const edited = now.find((file) => file.now !== file.before && file.now !== file.after);
  if (edited !== undefined) return owner.commit(dropped(skill, version, edited.path));
  const folders = new Set<string>();
  for (const { path, after, now: there } of now) {
    folders.add(dirname(path));
    if (after === there) continue;
    const text = after === null ? null : versionText(follower, skill, version, after);
    if (text === null) disk.unlink(layout.at(path));
    else writeFile(ports, layout.at(path), text);
  }
  for (const folder of folders) tidyFolder(ports, layout.at(folder));
  const { index } = follower;
  const texts = new Map(version.files.map(({ path, after }) => [path, after]));
  const by = version.agreed === 'person' ? 'person' : 'policy';
  const isAgreed = version.agreed !== 'caller';
  if (index !== null && isAgreed) new TrustGate(ports, layout).extend(index.plan, texts, by);
  owner.commit(written(skill, version));
}

function writeFile({ disk }: EnginePorts, path: string, text: string): void {
  makeFolders(disk, dirname(path));
  const name = path.slice(dirname(path).length + 1);
  replaceSynced(disk, path, new TextEncoder().encode(text), `${dirname(path)}/.${name}${SCRATCH}`);
}

/** A folder that lost its last file is gone too; of any other the names are made durable. */
function tidyFolder({ disk }: EnginePorts, folder: string): void {
  const names = disk.list(folder);
  if (names === null) return;
  if (names.length > 0) return disk.syncDir(folder);
  disk.remove(folder);
  disk.syncDir(dirname(folder));
}

function written(skill: string, { version, act }: SkillVersion): Decision {
  return {
    changes: [skillChange(skill, { event: 'written', version, act })],
    cause: { input: 'tick', rule: 'skill:written' },
  };
}

/** Somebody edited it after the decision: their text stays. */
function dropped(skill: string, { version }: SkillVersion, path: string): Decision {
  const reason = `${path} was edited after version ${version} was decided`;
  const event = { event: 'dropped', what: 'version', reason, actor: 'millrace runtime' } as const;
  return { changes: [skillChange(skill, event)], cause: { input: 'tick', rule: 'skill:dropped' } };
}
