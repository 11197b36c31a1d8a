import type { IncomingMessage } from 'node:http';
import {
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  validateHostHeader,
  validateOriginHeader,
} from '@modelcontextprotocol/server';
import { notFound, type Refusal } from './refusal.ts';

/** Everything else than this is no address: no other spelling of it leads anywhere. */
const ADDRESS = /^\/w\/([0-9a-f]{32})\/mcp$/;
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/i;

export type Passed = { readonly workspace: string } | { readonly refusal: Refusal };

/**
 * What is asked of a request before a byte of its body is read. A page of another site has no right
 * host or origin, another user of the machine no token, and only who has it learns what is served.
 */
export function passGate(
  { headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>,
  isToken: (text: string) => boolean,
): Passed {
  if (!validateHostHeader(headers.host, localhostAllowedHostnames()).ok) return refused(WRONG_HOST);
  if (!validateOriginHeader(headers.origin, localhostAllowedOrigins()).ok)
    return refused(WRONG_ORIGIN);
  const workspace = ADDRESS.exec(url)?.[1];
  if (workspace === undefined) return refused(notFound);
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return refused(unauthorized('The request has no token'));
  return isToken(token) ? { workspace } : refused(unauthorized('The token is not the one'));
}

const WRONG_HOST: Refusal = {
  status: 403,
  message: 'The Host of the request is not this machine. Use the address as the server printed it.',
};

const WRONG_ORIGIN: Refusal = {
  status: 403,
  message: 'A page of another site asks. Only pages of this machine may.',
};

function unauthorized(what: string): Refusal {
  const message = `${what}. Send "Authorization: Bearer <token>"; millrace serve prints where it is.`;
  return { status: 401, message, headers: { 'WWW-Authenticate': 'Bearer realm="millrace"' } };
}

function refused(refusal: Refusal): Passed {
  return { refusal };
}
