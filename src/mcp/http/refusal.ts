import type { ServerResponse } from 'node:http';
import type { MillraceError } from '../../runtime/errors/errors.ts';
import { shownJson } from '../outgoing.ts';

/** Why a request gets no answer of the protocol. */
export interface Refusal {
  readonly status: number;
  /** What is wrong and what to do, in a sentence or two. */
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error?: object;
}

/** The server's own range of the protocol's codes. */
const SERVER_ERROR = -32_000;
const RETRY_SECONDS = '1';

/** In the form of a message, so that a client shows what it says. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  const { status, message, headers = {}, error } = refusal;
  const data = error === undefined ? {} : { data: { error } };
  answerJson(response, status, {
    headers,
    message: { jsonrpc: '2.0', id: null, error: { code: SERVER_ERROR, message, ...data } },
  });
}

export function answerJson(
  response: ServerResponse,
  status: number,
  { message, headers = {} }: { readonly message: object; readonly headers?: Refusal['headers'] },
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(shownJson(message));
}

export function tooMuch(message: string, status: 429 | 503 = 429): Refusal {
  return { status, message, headers: { 'Retry-After': RETRY_SECONDS } };
}

export const notFound: Refusal = {
  status: 404,
  message:
    'There is nothing at this address. An address is /w/<workspace id>/mcp, as the server printed it.',
};

/** Of a workspace that is no more, in the words and with the code of its error. */
export function gone({ code, message, facts }: MillraceError): Refusal {
  return { status: 404, message, error: { code, message: facts.what, next: facts.next } };
}
