import { expect, it } from 'vitest';
import {
  BODIES_BYTES_MAX,
  CALLS_AT_ONCE_MAX,
  REFUSED_RATE,
  SERVED_RATE,
  SUBSCRIPTIONS_MAX,
  WORKSPACES_OPEN_MAX,
} from '../../src/mcp/http/limits.ts';
import { MESSAGE_SIZE_BYTES_MAX } from '../../src/mcp/incoming.ts';
import { CONNECTION_LIMITS } from '../../src/runtime/host/http-listener.ts';
import { page } from '../support/guide-page.ts';

const MIB = 1024 * 1024;

function rate({ per_second, at_once }: typeof SERVED_RATE): string {
  return `${per_second} a second, ${at_once.toLocaleString('en')} at once`;
}

it('names each limit as it is', () => {
  const { head_bytes, headers, head_ms, request_ms, unused_ms, stuck_ms, connections } =
    CONNECTION_LIMITS;
  const rows = page('http.md').match(/^\| .+ \| .+ \| .+ \|$/gm) ?? [];
  expect(rows.slice(2).map((row) => row.split(' | ')[1])).toEqual([
    `${MESSAGE_SIZE_BYTES_MAX / MIB} MiB`,
    `${BODIES_BYTES_MAX / MIB} MiB`,
    rate(SERVED_RATE),
    rate(REFUSED_RATE),
    `${CALLS_AT_ONCE_MAX}`,
    `${connections}`,
    `${head_bytes / 1024} KiB, ${headers} lines, ${head_ms / 1000} seconds`,
    `${request_ms / 1000} seconds`,
    `${unused_ms / 1000} seconds`,
    `${stuck_ms / 60_000} minutes`,
    `${WORKSPACES_OPEN_MAX}`,
    `${SUBSCRIPTIONS_MAX}`,
  ]);
});
