import { type Disk, DiskFault } from '../ports/disk.ts';
import { writeAll } from '../ports/write-all.ts';
import { ATTEMPT_FILES } from './files.ts';

/** Writes lines at the end of the log of an attempt. What cannot be written is dropped. */
export function logIn(disk: Disk, directory: string): (line: string) => void {
  const path = `${directory}/${ATTEMPT_FILES.log}`;
  return (line) => {
    try {
      const file = disk.open(path, 'upsert');
      try {
        writeAll(file, path, new TextEncoder().encode(`${line}\n`), file.stat().size_bytes);
      } finally {
        file.close();
      }
    } catch (error) {
      if (!(error instanceof DiskFault)) throw error;
    }
  };
}
