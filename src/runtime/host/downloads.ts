import type { Downloads, HttpBody, HttpGet } from '../ports/http.ts';
import { systemCode } from './system-code.ts';

const REDIRECTS_MAX = 5;

/** Downloads with the program's own `fetch`: no cookies, no login, nothing that a person is logged in to. */
export class NodeDownloads implements Downloads {
  async get(request: HttpGet, signal: AbortSignal): Promise<HttpBody> {
    const timeout = AbortSignal.timeout(request.timeout_ms);
    try {
      return await follow(request, AbortSignal.any([signal, timeout]));
    } catch (error) {
      const seconds = request.timeout_ms / 1000;
      if (timeout.aborted) return failed(`it took more than ${seconds} s`);
      return failed(signal.aborted ? 'it was interrupted' : `the system says ${causeOf(error)}`);
    }
  }
}

async function follow(request: HttpGet, signal: AbortSignal): Promise<HttpBody> {
  let url = new URL(request.url);
  for (let asked = 0; asked <= REDIRECTS_MAX; asked += 1) {
    if (!request.mayAsk(url)) return failed(`it leads to ${url.origin}, which is not asked`);
    const headers = { accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'millrace' };
    const response = await fetch(url, { headers, redirect: 'manual', signal });
    const to = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && to !== null) {
      await response.body?.cancel();
      url = new URL(to, url);
      continue;
    }
    if (response.status === 200) return bodyOf(response, request.size_bytes_max);
    await response.body?.cancel();
    return failed(`the server says ${response.status}`);
  }
  return failed(`it was sent on more than ${REDIRECTS_MAX} times`);
}

/** Whatever the server says of its length, no more is read than is wanted. */
async function bodyOf(response: Response, size_bytes_max: number): Promise<HttpBody> {
  const parts: Uint8Array[] = [];
  let size_bytes = 0;
  for await (const part of response.body ?? []) {
    size_bytes += part.length;
    if (size_bytes > size_bytes_max) return failed(`it has more than ${size_bytes_max} bytes`);
    parts.push(part);
  }
  return { bytes: Buffer.concat(parts), error: null };
}

function failed(error: string): HttpBody {
  return { bytes: null, error };
}

function causeOf(error: unknown): string {
  return systemCode(error instanceof Error ? (error.cause ?? error) : error);
}
