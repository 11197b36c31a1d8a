import { RUNTIME_FOLDER, workspacePath } from '../../plan/index.ts';
import { type Disk, otherProgram, otherProgramWords, unknownVariables } from '../../ports/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { holderOf, isFree } from '../workspace/lock.ts';
import { isOlder } from '../workspace/version.ts';
import { type Findings, size } from './findings.ts';

const BYTES_PER_MB = 1024 * 1024;
const LOW_BYTES = 1024 * BYTES_PER_MB;
/** Less than the journal's own reserve and a stage's first files need. */
const FULL_BYTES = 8 * BYTES_PER_MB;

/** Who owns the workspace, and who should. Returns whether somebody does. */
export function checkLock(
  ports: EnginePorts,
  layout: Layout,
  wanted: boolean,
  findings: Findings,
): boolean {
  const path = workspacePath(PLACES.lock);
  const free = findings.try('lock_not_supported', path, () => isFree(ports, layout.lock));
  const holder = holderOf(ports, layout.lock);
  const who = holder === null ? 'a process that does not say who it is' : named(holder);
  if (free === false) findings.add('lock_held', path, `${who} owns the workspace`);
  if (free === true && holder !== null) findings.add('lock_left', path, `${who} held it last`);
  const loops = free === false && holder?.stays === true;
  if (wanted && !loops) {
    const what = 'somebody asked for a loop, and none runs';
    findings.add('loop_wanted', path, what, 'call run_start, or run_stop to want none');
  }
  if (loops && holder !== null && isOlder(ports.identity.version, holder.version)) {
    const what = `the loop runs release ${holder.version}, this client is ${ports.identity.version}`;
    findings.add('loop_newer', path, what, `update this client to ${holder.version}`);
  }
  findings.checked(
    'lock',
    free === true ? 'free' : free === null ? 'cannot be judged' : `held: ${who}`,
  );
  return free === false;
}

function named(holder: NonNullable<ReturnType<typeof holderOf>>): string {
  const { actor, pid, host, since, version } = holder;
  return `${actor} (process ${pid} on ${host}, since ${since}, release ${version})`;
}

export function checkMailbox({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  const folder = (name: string) =>
    filesIn(disk, layout, name).filter((one) => !one.startsWith('.'));
  const waiting = folder('incoming');
  const refused = folder('failed');
  const relativePath = workspacePath(PLACES.mailbox);
  if (waiting.length > 0) {
    const what = `${waiting.length} commands wait`;
    findings.add(
      'mailbox_waiting',
      `${relativePath}/incoming`,
      what,
      'call run_once: they are applied first',
    );
  }
  if (refused.length > 0) {
    const what = `${refused.length} files were no commands`;
    findings.add(
      'mailbox_refused',
      `${relativePath}/failed`,
      what,
      'remove them when you have seen them',
    );
  }
  findings.checked('mailbox', `${waiting.length} commands wait`);
}

/** Null also where something else stands in place of the file. */
function fileAt(disk: Disk, path: string): Uint8Array | null {
  return disk.stat(path)?.kind === 'file' ? disk.read(path) : null;
}

/** None where something else stands in place of the folder. */
function filesIn(disk: Disk, { mailbox }: Layout, name: string): string[] {
  const folder = `${mailbox}/${name}`;
  const own = [mailbox, folder].every((one) => disk.stat(one)?.kind === 'dir');
  const entries = own ? (disk.list(folder) ?? []) : [];
  return entries.flatMap((one) => (one.kind === 'file' ? [one.name] : []));
}

export function checkSpace(ports: EnginePorts, layout: Layout, findings: Findings): void {
  const space = ports.machine.space(layout.runtime);
  if (space === null) return findings.checked('disk', 'this system does not say how much is free');
  const free = `${size(space.free_bytes)} of ${size(space.total_bytes)} free`;
  const next = 'free some space; call gc to see what of Millrace can go';
  if (space.free_bytes < FULL_BYTES) findings.add('disk_full', RUNTIME_FOLDER, free, next);
  else if (space.free_bytes < LOW_BYTES) findings.add('disk_low', RUNTIME_FOLDER, free, next);
  findings.checked('disk', free);
}

export function checkVariables({ env }: EnginePorts, findings: Findings): void {
  const what = unknownVariables(env);
  if (what !== null) findings.add('variable_unknown', 'environment', what, 'correct its name');
}

/** Whoever types the name of this program would start another one. */
export function checkProgram({ disk, env, self }: EnginePorts, findings: Findings): void {
  const other = otherProgram(disk, env.PATH ?? '', self.millrace);
  if (other === null || other.kind === 'copy') return;
  const next = 'put the folder of this one first on the PATH, or call it by its path';
  findings.add('program_shadowed', other.path, otherProgramWords(other), next);
}

/** Ignoring everything but config and assets keeps `git stash -u` and `git clean -fd` off the journal. */
export function checkIgnored({ disk }: EnginePorts, layout: Layout, findings: Findings): void {
  const bytes = fileAt(disk, layout.gitignore);
  const lines = new TextDecoder().decode(bytes ?? new Uint8Array()).split('\n');
  const rules = lines.map((line) => line.trim());
  const exposed = STATE.filter((place) => rules.some((rule) => rule.startsWith(`!/${place}`)));
  const covered = (rules.includes('/*') || rules.includes('*')) && exposed.length === 0;
  findings.checked('git', covered ? 'runtime state is ignored' : 'runtime state is not ignored');
  if (covered) return;
  const what = bytes === null ? 'the file is gone' : 'it does not ignore all runtime state';
  const next = 'let it hold the line "/*" and one line "!/<name>" for each thing to commit';
  findings.add('state_not_ignored', workspacePath(PLACES.gitignore), what, next);
}

const STATE = [PLACES.journal, PLACES.blobs, PLACES.attempts, PLACES.runs, PLACES.state] as const;
