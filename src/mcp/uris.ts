/** What a resource URI of this server means. */
export type Address =
  | { readonly kind: 'status' }
  | { readonly kind: 'specs' }
  | { readonly kind: 'runs' }
  | { readonly kind: 'plan' }
  | { readonly kind: 'skill'; readonly path: string }
  | { readonly kind: 'graph'; readonly plane: string }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'trace'; readonly run: string }
  | { readonly kind: 'artifact'; readonly run: string; readonly path: string };

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
/** What is listed whether or not there is a workspace: some clients list once, when they connect. */
export const FIXED = ['status', 'plan', 'specs', 'runs'] as const;
type Fixed = (typeof FIXED)[number];

/** Null for everything that is not one of ours. */
export function parseUri(uri: string): Located | null {
  if (!uri.startsWith(PREFIX) || uri.length > URI_LENGTH_MAX) return null;
  const [path = '', query] = uri.slice(PREFIX.length).split('?', 2);
  try {
    const address = addressOf(path.split('/').map(decodeURIComponent));
    const asked = new URLSearchParams(query);
    const page = pageOf(asked);
    if (address === null || page === undefined) return null;
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

function addressOf([head, name, part, ...rest]: readonly string[]): Address | null {
  if (name === undefined && isFixed(head)) return { kind: head };
  if (name === undefined || name === '') return null;
  if (head === 'skills') return skillAddress([name, part ?? '', ...rest]);
  if (head === 'graph' && part === undefined) return { kind: 'graph', plane: name };
  if (head !== 'runs') return null;
  if (part === undefined) return { kind: 'run', run: name };
  if (part === 'trace' && rest.length === 0) return { kind: 'trace', run: name };
  if (part !== 'artifacts' || rest.length === 0 || rest.some(leadsAway)) return null;
  return { kind: 'artifact', run: name, path: rest.join('/') };
}

function skillAddress(parts: readonly string[]): Address | null {
  return parts.some(leadsAway) ? null : { kind: 'skill', path: parts.join('/') };
}

function isFixed(head: string | undefined): head is Fixed {
  return FIXED.some((one) => one === head);
}

function leadsAway(part: string): boolean {
  return part === '' || part === '.' || part === '..';
}
