import type { ErrorAnswer } from '../../../src/web/answers.ts';
import { savedFile } from './saved.ts';
import { noteServerTime } from './server-time.ts';
import { token } from './token.ts';

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & ErrorAnswer);

/** Nobody is there to answer; what was read before is still shown. */
export const NO_SERVER = 'no_server';

const NOT_SAVED: ErrorAnswer = {
  error: {
    code: 'not_saved',
    message: 'This is not part of the file',
    next: 'It stands where the file was made: millrace web shows it there.',
  },
};

/** Never rejects: what went wrong is an answer. */
export async function read(path: string, abort: AbortSignal): Promise<Found<unknown>> {
  if (savedFile !== null) return saved(path);
  try {
    const response = await fetch(path, { headers: authorization(), signal: abort });
    noteServerTime(response);
    const value: unknown = await response.json();
    if (response.ok) return { ok: true, value };
    if (isError(value)) return { ok: false, ...value };
    throw new Error(`status ${response.status}`);
  } catch {
    const next = 'Start it again with millrace web; this page goes on by itself.';
    return { ok: false, error: { code: NO_SERVER, message: 'The server does not answer', next } };
  }
}

export function authorization(): Record<string, string> {
  return { Authorization: `Bearer ${token()}` };
}

function isError(value: unknown): value is ErrorAnswer {
  return typeof value === 'object' && value !== null && 'error' in value;
}

function saved(path: string): Found<unknown> {
  const value = savedFile?.answers[path];
  return value === undefined ? { ok: false, ...NOT_SAVED } : { ok: true, value };
}
