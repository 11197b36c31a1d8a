import type { ErrorAnswer, ViewAnswers, WorkspacesAnswer } from '../../../src/web/answers.ts';
import { isFile } from '../address.ts';
import { token } from './token.ts';

export type Query = Readonly<Record<string, string | number>>;
export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false } & ErrorAnswer);

const NOT_SAVED: ErrorAnswer = {
  error: {
    code: 'not_saved',
    message: 'This is not part of the file',
    next: 'It stands where the file was made: millrace web shows it there.',
  },
};

/** Path below the workspace, or below the server, as both the server and a file know it. */
export function pathOf(workspace: string, view: keyof ViewAnswers, query: Query): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]) => [name, String(value)] as [string, string]),
  );
  const text = search.toString();
  return `/w/${workspace}/api/${view}${text === '' ? '' : `?${text}`}`;
}

export const WORKSPACES = '/api/workspaces';

export interface Answers {
  readonly [WORKSPACES]: WorkspacesAnswer;
}

/** Never rejects: what went wrong is an answer. */
export async function read(path: string, abort: AbortSignal): Promise<Found<unknown>> {
  if (isFile) return saved(path);
  try {
    const response = await fetch(path, { headers: authorization(), signal: abort });
    const value: unknown = await response.json();
    if (response.ok) return { ok: true, value };
    if (isError(value)) return { ok: false, ...value };
    throw new Error(`status ${response.status}`);
  } catch {
    const next = 'Start it again with millrace web; this page goes on by itself.';
    return { ok: false, error: { code: 'no_server', message: 'The server does not answer', next } };
  }
}

export function authorization(): Record<string, string> {
  return { Authorization: `Bearer ${token()}` };
}

function isError(value: unknown): value is ErrorAnswer {
  return typeof value === 'object' && value !== null && 'error' in value;
}

let file: Readonly<Record<string, unknown>> | null = null;

function saved(path: string): Found<unknown> {
  file ??= JSON.parse(document.getElementById('saved')?.textContent ?? '{}');
  const value = file?.[path];
  return value === undefined ? { ok: false, ...NOT_SAVED } : { ok: true, value };
}
