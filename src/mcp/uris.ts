/** What a resource URI of this server means. */
export type Address =
  | { readonly kind: 'plan' }
  | { readonly kind: 'graph'; readonly plane: string }
  | { readonly kind: 'run'; readonly run: string }
  | { readonly kind: 'trace'; readonly run: string }
  | { readonly kind: 'artifact'; readonly run: string; readonly path: string };

export interface Located {
  readonly address: Address;
  /** Workspace that the URI names, or null for the server's own. */
  readonly workspace: string | null;
}

const PREFIX = 'millrace://';
const URI_LENGTH_MAX = 8192;

/** Null for everything that is not one of ours. */
export function parseUri(uri: string): Located | null {
  if (!uri.startsWith(PREFIX) || uri.length > URI_LENGTH_MAX) return null;
  const [path = '', query] = uri.slice(PREFIX.length).split('?', 2);
  try {
    const address = addressOf(path.split('/').map(decodeURIComponent));
    const workspace = new URLSearchParams(query).get('workspace');
    return address === null ? null : { address, workspace };
  } catch {
    return null;
  }
}

function addressOf([head, name, part, ...rest]: readonly string[]): Address | null {
  if (head === 'plan' && name === undefined) return { kind: 'plan' };
  if (name === undefined || name === '') return null;
  if (head === 'graph' && part === undefined) return { kind: 'graph', plane: name };
  if (head !== 'runs') return null;
  if (part === undefined) return { kind: 'run', run: name };
  if (part === 'trace' && rest.length === 0) return { kind: 'trace', run: name };
  if (part !== 'artifacts' || rest.length === 0 || rest.some(leadsAway)) return null;
  return { kind: 'artifact', run: name, path: rest.join('/') };
}

function leadsAway(part: string): boolean {
  return part === '' || part === '.' || part === '..';
}
