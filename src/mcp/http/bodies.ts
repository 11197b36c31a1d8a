import type { IncomingMessage } from 'node:http';
import { MESSAGE_SIZE_BYTES_MAX } from '../incoming.ts';
import { BODIES_BYTES_MAX, DISCARDED_BYTES_MAX } from './limits.ts';
import { type Refusal, tooMuch } from './refusal.ts';

export type Body = { readonly text: string } | { readonly refusal: Refusal };

const TOO_LARGE: Refusal = {
  status: 413,
  message:
    `A message has more than ${MESSAGE_SIZE_BYTES_MAX} bytes. ` +
    'Hand large material over as a file of the workspace.',
  headers: { Connection: 'close' },
};
const TOO_MANY = tooMuch('Too many large messages at once. Send it again.', 503);

/** Reads bodies, each within its limit and all together within one. */
export class Bodies {
  #held_bytes = 0;

  /**
   * What is too large is read to its end as well, within a limit: a client that is still sending does
   * not see an answer. Rejects when the client goes away in the middle.
   */
  async read(request: IncomingMessage): Promise<Body> {
    if (Number(request.headers['content-length']) > DISCARDED_BYTES_MAX)
      return { refusal: TOO_LARGE };
    const chunks: Uint8Array[] = [];
    let size_bytes = 0;
    let held_bytes = 0;
    try {
      for await (const chunk of request.iterator({ destroyOnReturn: false })) {
        if (!(chunk instanceof Uint8Array)) continue;
        size_bytes += chunk.length;
        if (size_bytes > DISCARDED_BYTES_MAX) break;
        if (size_bytes > MESSAGE_SIZE_BYTES_MAX) continue;
        if (this.#held_bytes + chunk.length > BODIES_BYTES_MAX) continue;
        held_bytes += chunk.length;
        this.#held_bytes += chunk.length;
        chunks.push(chunk);
      }
    } finally {
      this.#held_bytes -= held_bytes;
    }
    if (size_bytes > MESSAGE_SIZE_BYTES_MAX) return { refusal: TOO_LARGE };
    if (held_bytes < size_bytes) return { refusal: TOO_MANY };
    return { text: Buffer.concat(chunks).toString('utf8') };
  }
}
