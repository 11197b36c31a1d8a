import type { Http, HttpAnswer, HttpPost } from '../ports/http.ts';
import { systemCode } from './system-code.ts';

export class NodeHttp implements Http {
  async post(request: HttpPost, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, headers, body, timeout_ms } = request;
    const timeout = AbortSignal.timeout(timeout_ms);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([signal, timeout]),
      });
      await response.body?.cancel();
      return { status: response.status, error: null };
    } catch (error) {
      if (timeout.aborted) return { status: null, error: 'ETIMEDOUT' };
      return { status: null, error: signal.aborted ? 'interrupted' : causeOf(error) };
    }
  }
}

function causeOf(error: unknown): string {
  return systemCode(error instanceof Error ? (error.cause ?? error) : error);
}
