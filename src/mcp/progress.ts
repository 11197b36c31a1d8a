import type { ServerContext } from '@modelcontextprotocol/server';
import { clip } from '../operations/support/text.ts';

/**
 * Steps of a long call, for clients that asked for them. A client that does not read them is no
 * reason to fail.
 */
export function progressOf({ mcpReq }: ServerContext) {
  const progressToken = mcpReq._meta?.progressToken;
  let progress = 0;
  return (message: string) => {
    if (progressToken === undefined || mcpReq.signal.aborted) return;
    progress += 1;
    mcpReq
      .notify({
        method: 'notifications/progress',
        params: { progressToken, progress, message: clip(message, 300) },
      })
      .catch(() => undefined);
  };
}
