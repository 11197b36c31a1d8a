import { dirname } from 'node:path';
import { type Disk, isFault } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import { writeAll } from '../ports/write-all.ts';
import { ATTEMPT_FILES, COMPLETION_SIZE_BYTES } from './files.ts';
import type { DurablePorts } from './ports.ts';

const SCRATCH_HEX_LENGTH = 16;
/** Of a small file of an attempt; a launch with its arguments is far below it. */
const READ_SIZE_BYTES_MAX = 16 * 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function scratchName({ ids }: DurablePorts, path: string): string {
  return `${path}.${ids.hex(SCRATCH_HEX_LENGTH)}`;
}

/** Creates a file whose content is complete and synced before its name exists. false = the name is taken. */
export function createOnce(ports: DurablePorts, path: string, text: string): boolean {
  const { disk } = ports;
  const scratch = scratchName(ports, path);
  const file = disk.open(scratch, 'create');
  try {
    writeAll(file, scratch, encoder.encode(text));
    file.sync();
    return nameOnce(disk, scratch, path);
  } finally {
    file.close();
    discard(disk, scratch);
  }
}

/** Gives `scratch` its name. The caller removes the scratch name. */
function nameOnce(disk: Disk, scratch: string, path: string): boolean {
  const named = linkUnlessTaken(disk, scratch, path);
  if (named) disk.syncDir(dirname(path));
  return named;
}

export function linkUnlessTaken(disk: Disk, from: string, to: string): boolean {
  try {
    disk.link(from, to);
    return true;
  } catch (error) {
    if (isFault(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * The one completion, written over blocks that the keeper reserved. Only for whoever holds the claim's
 * lock: what others wrote in its place is replaced. Durable after `syncCompletion`; without that a loss
 * of power leaves none, or one that nobody can read.
 */
export function writeCompletion(ports: DurablePorts, directory: string, text: string): void {
  const { disk } = ports;
  const path = `${directory}/${ATTEMPT_FILES.completion}`;
  const reserve = `${directory}/${ATTEMPT_FILES.completionReserve}`;
  const usable = (disk.stat(reserve)?.kind ?? 'file') === 'file';
  const scratch = usable ? reserve : scratchName(ports, path);
  const file = disk.open(scratch, 'upsert');
  try {
    writeAll(file, scratch, encoder.encode(`${text}\n`.padEnd(COMPLETION_SIZE_BYTES)));
  } finally {
    file.close();
  }
  // A folder cannot be replaced by a file; it is nobody's of ours and stays under another name.
  if (disk.stat(path)?.kind === 'dir') disk.rename(path, scratchName(ports, path));
  disk.rename(scratch, path);
}

export function syncCompletion(disk: Disk, directory: string): void {
  const file = disk.open(`${directory}/${ATTEMPT_FILES.completion}`, 'update');
  try {
    file.sync();
  } finally {
    file.close();
  }
  disk.syncDir(directory);
}

/** The parsed content of a JSON file; undefined when it is absent, no regular file, or not JSON. */
export function readJson(disk: Disk, path: string): unknown {
  return parsedJson(readText(disk, path));
}

/** The same of each line that is not empty. */
export function readJsonLines(disk: Disk, path: string): unknown[] {
  const lines = readText(disk, path).split('\n');
  return lines.filter((line) => line.trim() !== '').map(parsedJson);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A stage may have put anything in the place of a file of its attempt. */
function readText(disk: Disk, path: string): string {
  const stat = disk.stat(path);
  if (stat?.kind !== 'file') return '';
  const file = disk.open(path, 'read');
  try {
    return decoder.decode(file.read(0, Math.min(stat.size_bytes, READ_SIZE_BYTES_MAX)));
  } finally {
    file.close();
  }
}

/** The recorded exit status, or null. */
export function recordedExit(disk: Disk, directory: string): number | null {
  for (const { name } of disk.list(directory) ?? []) {
    const status = /^exit\.(\d+)$/.exec(name)?.[1];
    if (status !== undefined) return Number(status);
  }
  return null;
}
