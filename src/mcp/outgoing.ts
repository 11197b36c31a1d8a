import { JSONRPCMessageSchema } from '@modelcontextprotocol/core';
import {
  ProtocolErrorCode as ErrorCode,
  isJSONRPCErrorResponse,
  type JSONRPCMessage,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { isPrintable, printable, printableJson } from '../runtime/text/printable.ts';

/** An error of the protocol in our own words; it carries the coded error that it came from. */
export class ProtocolError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data: { readonly uri: string; readonly error: object },
  ) {
    super(message);
  }
}

/** What a request of the newer era says of itself, as the library names it. */
const ENVELOPE = /\b_meta\b/;

const ours = z.object({ error: z.object({ code: z.string() }) });

/** An answer as it is, or an error without the words of the library that met it; those are logged. */
export function inOwnWords(message: JSONRPCMessage, log: (text: string) => void): JSONRPCMessage {
  if (!isJSONRPCErrorResponse(message) || ours.safeParse(message.error.data).success)
    return message;
  const { id, jsonrpc, error } = message;
  if (error.code === ErrorCode.MethodNotFound) {
    return { id, jsonrpc, error: { code: error.code, message: 'There is no such method' } };
  }
  const said = eraWords(error);
  if (said !== null) return { id, jsonrpc, error: { ...error, message: said } };
  log(`A request failed: ${error.message}`);
  const what = 'The server met a defect of its own; the details are in its log';
  return { id, jsonrpc, error: { code: ErrorCode.InternalError, message: what } };
}

/** Errors by whose data a client finds the era of the protocol. */
function eraWords({ code, message }: { readonly code: number; readonly message: string }) {
  if (code === ErrorCode.UnsupportedProtocolVersion) {
    return 'This version of the protocol is not spoken here';
  }
  return code === ErrorCode.InvalidParams && ENVELOPE.test(message)
    ? 'params._meta lacks what the protocol asks of each request'
    : null;
}

/** An escape of a control character, as JSON writes it. */
const ESCAPED = /\\[ubfr]/;

/** A message as JSON, in which no text steers the terminal of whoever shows it. */
export function shownJson(message: object): string {
  const json = JSON.stringify(message);
  return isHarmless(json) ? json : harmlessJson(message);
}

/** The same as a message, for a transport that writes it itself. */
export function shown(message: JSONRPCMessage): JSONRPCMessage {
  if (isHarmless(JSON.stringify(message))) return message;
  return JSONRPCMessageSchema.parse(JSON.parse(harmlessJson(message)));
}

function isHarmless(json: string): boolean {
  return !ESCAPED.test(json) && isPrintable(json);
}

function harmlessJson(message: object): string {
  const json = JSON.stringify(message, (_, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  );
  return printableJson(json);
}
