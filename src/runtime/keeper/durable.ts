import { dirname } from 'node:path';
import { type Disk, isFault } from '../ports/disk.ts';
import { discard } from '../ports/files.ts';
import { writeAll } from '../ports/write-all.ts';
import { ATTEMPT_FILES, COMPLETION_SIZE_BYTES } from './files.ts';
import type { DurablePorts } from './ports.ts';

const SCRATCH_HEX_LENGTH = 16;
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
export function nameOnce(disk: Disk, scratch: string, path: string): boolean {
  try {
    disk.link(scratch, path);
  } catch (error) {
    if (isFault(error, 'EEXIST')) return false;
    throw error;
  }
  disk.syncDir(dirname(path));
  return true;
}

/** The one completion, written over blocks that the keeper reserved. false = it exists already. */
export function writeCompletion(disk: Disk, directory: string, text: string): boolean {
  const scratch = `${directory}/${ATTEMPT_FILES.completionReserve}`;
  const file = disk.open(scratch, 'upsert');
  try {
    writeAll(file, scratch, encoder.encode(`${text}\n`.padEnd(COMPLETION_SIZE_BYTES)));
    file.sync();
  } finally {
    file.close();
  }
  const named = nameOnce(disk, scratch, `${directory}/${ATTEMPT_FILES.completion}`);
  discard(disk, scratch);
  return named;
}

/** The parsed content of a JSON file; undefined when it is absent or is not JSON. */
export function readJson(disk: Disk, path: string): unknown {
  const bytes = disk.read(path);
  if (bytes === null) return undefined;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
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
