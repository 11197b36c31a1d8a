import { dirname } from 'node:path';
import { type Disk, DiskFault } from '../runtime/ports/disk.ts';
import { makeFolders } from '../runtime/ports/files.ts';
import type { Processes } from '../runtime/ports/processes.ts';
import type { Clock, Ids, Lock } from '../runtime/ports/small.ts';
import type { StageRequest } from '../runtime/runners/index.ts';

export interface ScriptedPorts {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly lock: Lock;
  readonly processes: Processes;
  readonly stdout: (bytes: string | Uint8Array) => void;
  readonly stderr: (line: string) => void;
  readonly ignoreSignals: () => void;
}

/** Where a stage plays and what it was asked. */
export interface Stage {
  readonly ports: ScriptedPorts;
  readonly request: StageRequest;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute. */
  readonly out_dir: string;
  readonly work_dir: string;
}

/** The scenario, its state or the request cannot be used. The text is for whoever wrote the scenario. */
export class ScriptedError extends Error {}

/** Puts what the request says into `{{names}}`; other braces are plain text. */
export function fill(text: string, { request }: Stage): string {
  const { work, closure, node, attempt, run } = request;
  const names = new Map<string, string | null | undefined>([
    ['work.id', work?.id],
    ['work.family', work?.family],
    ['work.title', work?.title],
    ['root', work?.root ?? closure?.root],
    ['idea', work?.idea ?? closure?.idea],
    ['node', node.node_id],
    ['run', request.run_id],
    ['request', request.request_id],
    ['attempt', String(attempt.ordinal)],
    ['visit', String(run.visit)],
  ]);
  return text.replace(/\{\{([a-z.]+)\}\}/g, (whole, name: string) =>
    names.has(name) ? (names.get(name) ?? '') : whole,
  );
}

/** The absolute path of a name below `root`; refuses one that a link leads out. */
export function inside(disk: Disk, root: string, path: string): string {
  const base = disk.realpath(root);
  if (base === null) throw new ScriptedError(`the folder of ${path} is not there`);
  const full = `${base}/${path}`;
  for (let at = full; at !== base; at = dirname(at)) {
    if (disk.stat(at)?.kind === 'link') {
      throw new ScriptedError(`${path} leads through a link; name the real place`);
    }
  }
  return full;
}

export function writeText(disk: Disk, root: string, path: string, text: string): void {
  const full = inside(disk, root, path);
  makeFolders(disk, dirname(full));
  try {
    disk.write(full, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof DiskFault)) throw error;
    throw new ScriptedError(`${path} cannot be written: ${error.code}`);
  }
}

export function readText(disk: Disk, root: string, path: string): string | null {
  const bytes = disk.read(inside(disk, root, path));
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
