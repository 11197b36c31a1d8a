/** Lists of the workspace, a page of each. */
const LISTS = ['specs', 'queue', 'items', 'runs', 'decisions'] as const;
export type Listed = (typeof LISTS)[number];

/** What is listed whether or not there is a workspace: some clients list once, when they connect. */
export const FIXED = ['status', 'plan', ...LISTS, 'events', 'docs'] as const;

/** Answered as the operation of a tool answers. */
type OfTool =
  | { readonly kind: 'status' }
  /** `root`: only of that spec; `after`: behind this row. */
  | {
      readonly kind: 'list';
      readonly of: Listed;
      readonly root: string | null;
      readonly after: string | null;
    }
  | { readonly kind: 'spec'; readonly root: string }
  /** As `<family>/<id>`. */
  | { readonly kind: 'item'; readonly item: string };

/** The same in every workspace. */
type OfRelease =
  | { readonly kind: 'docs' }
  | { readonly kind: 'skill' | 'doc'; readonly path: string };

export type OfRuntime =
  | { readonly kind: 'plan' | 'events' }
  | { readonly kind: 'contract' | 'verdict'; readonly root: string }
  | { readonly kind: 'graph' | 'mermaid'; readonly plane: string }
  | { readonly kind: 'run' | 'trace'; readonly run: string }
  | { readonly kind: 'artifact'; readonly run: string; readonly path: string };

/** What a resource URI of this server means. */
export type Address = OfTool | OfRelease | OfRuntime;

export interface Located {
  readonly address: Address;
  /** Workspace that the URI names, or null for the server's own. */
  readonly workspace: string | null;
  /** Page of a text that does not fit into one answer. */
  readonly page: Page | null;
}

export interface Page {
  readonly number: number;
  /** Size of the text whose index named the page, or null when it was not said. */
  readonly of_bytes: number | null;
}

const PREFIX = 'millrace://';
const URI_LENGTH_MAX = 8192;
const COUNT = /^[1-9][0-9]{0,9}$/;
const ASKED = ['workspace', 'page', 'of', 'after'];

/** Null for everything that is not one of ours. */
export function parseUri(uri: string): Located | null {
  if (!uri.startsWith(PREFIX) || uri.length > URI_LENGTH_MAX) return null;
  const [path = '', query] = uri.slice(PREFIX.length).split('?', 2);
  try {
    const parts = path.split('/').map(decodeURIComponent);
    const asked = new URLSearchParams(query);
    if ([...parts, ...asked.values()].some(hasControl)) return null;
    const address = addressOf(parts, asked.get('after'));
    const page = pageOf(asked);
    const isKnown = [...asked.keys()].every((name) => ASKED.includes(name));
    if (address === null || page === undefined || !isKnown) return null;
    return { address, workspace: asked.get('workspace'), page };
  } catch {
    return null;
  }
}

/** Undefined for what is no page. */
function pageOf(asked: URLSearchParams): Page | null | undefined {
  const number = asked.get('page');
  const of_bytes = asked.get('of');
  if (number === null) return of_bytes === null ? null : undefined;
  if (!COUNT.test(number) || !COUNT.test(of_bytes ?? '1')) return undefined;
  return { number: Number(number), of_bytes: of_bytes === null ? null : Number(of_bytes) };
}

function addressOf([head = '', ...rest]: readonly string[], after: string | null): Address | null {
  const list = LISTS.find((one) => one === head);
  if (rest.length === 0 && list !== undefined) return { kind: 'list', of: list, root: null, after };
  if (after !== null) return null;
  if (rest.length === 0) return ONE.find(({ kind }) => kind === head) ?? null;
  if (head === 'skills' || head === 'docs') {
    const kind = head === 'skills' ? 'skill' : 'doc';
    return pathAddress(rest, (path) => ({ kind, path }));
  }
  const [name = '', ...more] = rest;
  if (!isName(name)) return null;
  return head === 'runs' ? runAddress(name, more) : namedAddress(head, name, more);
}

const ONE: readonly Address[] = [
  { kind: 'status' },
  { kind: 'plan' },
  { kind: 'events' },
  { kind: 'docs' },
];

function namedAddress(head: string, name: string, [part, ...more]: readonly string[]) {
  if (more.length > 0) return null;
  if (head === 'items' && part !== undefined && isName(part))
    return { kind: 'item', item: `${name}/${part}` } as const;
  if (head === 'graph' && part === 'mermaid') return { kind: 'mermaid', plane: name } as const;
  if (part !== undefined) return null;
  switch (head) {
    case 'graph':
      return { kind: 'graph', plane: name } as const;
    case 'specs':
      return { kind: 'spec', root: name } as const;
    case 'contracts':
      return { kind: 'contract', root: name } as const;
    case 'verdicts':
      return { kind: 'verdict', root: name } as const;
    case 'decisions':
      return { kind: 'list', of: 'decisions', root: name, after: null } as const;
    default:
      return null;
  }
}

function runAddress(run: string, [part, ...rest]: readonly string[]): Address | null {
  if (part === undefined) return { kind: 'run', run };
  if (part === 'trace' && rest.length === 0) return { kind: 'trace', run };
  if (part !== 'artifacts' || rest.length === 0) return null;
  return pathAddress(rest, (path) => ({ kind: 'artifact', run, path }));
}

/** A template that a client fills in may have its slashes encoded. */
function pathAddress(parts: readonly string[], as: (path: string) => Address): Address | null {
  const path = parts.join('/');
  return path.split('/').some(leadsAway) ? null : as(path);
}

function hasControl(text: string): boolean {
  return [...text].some((one) => one < ' ' || one === '\u007f');
}

function isName(name: string): boolean {
  return !leadsAway(name) && !name.includes('/') && !name.includes('\\');
}

function leadsAway(part: string): boolean {
  return part === '' || part === '.' || part === '..';
}
