import { accessSync, constants, statfsSync, statSync } from 'node:fs';
import type { Machine, Space } from '../ports/machine.ts';

/** This machine. What it does not tell is answered with null or false, never with an error. */
export class NodeMachine implements Machine {
  space(path: string): Space | null {
    try {
      const { bsize, bavail, blocks } = statfsSync(path);
      return { free_bytes: bsize * bavail, total_bytes: bsize * blocks };
    } catch {
      return null;
    }
  }

  isProgram(path: string): boolean {
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  }
}
