import type { ViewAnswers } from './answers.ts';

export type Query = Readonly<Record<string, string | number>>;

/** The address of a view, the same for the server, the page and a file that was saved of it. */
export function viewPath(workspace: string, view: keyof ViewAnswers, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.set(name, String(value));
  const text = search.toString();
  return `/w/${workspace}/api/${view}${text === '' ? '' : `?${text}`}`;
}

export const WORKSPACES = '/api/workspaces';

/** What views of a lineage ask for at once; a saved file answers the same questions. */
export const PAGE_ROWS = { list: 200, replay: 1000, diff: 5000, logs: 2000, why: 100 } as const;

/** A lineage as one file: the answers by their address. */
export interface Saved {
  /** Address of the view that the file opens with. */
  readonly start: string;
  readonly at: string;
  /** Parts that did not fit. */
  readonly left_out: number;
  readonly answers: Readonly<Record<string, unknown>>;
}
