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

type Asking = IncomingMessage['headers'];

export type Passed = { readonly workspace: string } | { readonly refusal: Refusal };

/**
 * What is asked of a request before a byte of its body is read. A page of another site has no right
 * host or origin, another user of the machine no token, and only who has it learns what is served.
 */
export function passGate(
  { headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>,
  isToken: (text: string) => boolean,
): Passed {
  const stranger = strangerIn(headers);
  if (stranger !== null) return refused(stranger);
  const workspace = ADDRESS.exec(url)?.[1];
  if (workspace === undefined) return refused(notFound);
  const wrong = wrongToken(headers, isToken);
  return wrong === null ? { workspace } : refused(unauthorized(wrong));
}

/** Whether it is the address of a workspace for clients of the protocol, whatever else is served. */
export function isForClients(url = ''): boolean {
  return ADDRESS.test(url);
}

/** Why a request comes from another site or machine; null = it does not. */
export function strangerIn(headers: Asking): Refusal | null {
  if (!validateHostHeader(headers.host, localhostAllowedHostnames()).ok) return WRONG_HOST;
  if (!validateOriginHeader(headers.origin, localhostAllowedOrigins()).ok) return WRONG_ORIGIN;
  return null;
}

/** What is wrong with the token of a request; null = nothing. */
export function wrongToken(headers: Asking, isToken: (text: string) => boolean): string | null {
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return 'The request has no token';
  return isToken(token) ? null : 'The token is not the one';
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
