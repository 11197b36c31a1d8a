import { randomBytes } from 'node:crypto';
import type { Ids } from '../ports/small.ts';

export class NodeIds implements Ids {
  hex(length: number): string {
    return randomBytes(Math.ceil(length / 2))
      .toString('hex')
      .slice(0, length);
  }
}
