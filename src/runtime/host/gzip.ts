import { gunzipSync, gzipSync } from 'node:zlib';
import type { Gzip } from '../ports/machine.ts';

export class NodeGzip implements Gzip {
  pack(bytes: Uint8Array): Uint8Array {
    return gzipSync(bytes);
  }

  unpack(bytes: Uint8Array, size_bytes_max: number): Uint8Array | null {
    try {
      return gunzipSync(bytes, { maxOutputLength: size_bytes_max });
    } catch {
      return null;
    }
  }
}
