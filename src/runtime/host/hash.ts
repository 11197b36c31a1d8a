import { hash } from 'node:crypto';
import type { Hash } from '../ports/small.ts';

export class NodeHash implements Hash {
  sha256(data: string | Uint8Array): string {
    return hash('sha256', data);
  }
}
