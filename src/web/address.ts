/** What a page or a browser can ask for. */
export type Address =
  /** The page itself, which reads its own address. */
  | { readonly kind: 'shell' }
  /** A file that the page is built of. */
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'workspaces' }
  | { readonly kind: 'stream' }
  | {
      readonly kind: 'view';
      readonly workspace: string;
      readonly view: string;
      readonly query: Readonly<Record<string, string>>;
    };

const FILE = /^\/page\/([\w-][\w.-]{0,120})$/;
const WORKSPACE = /^\/w\/([0-9a-f]{32})(\/.*)?$/;
const VIEW = /^\/api\/([a-z]{1,20})$/;
const PATH_LENGTH_MAX = 2000;

/** Null for what is no address; no other spelling of one leads anywhere. */
export function parseAddress(url: string): Address | null {
  const [path = '', search = ''] = split(url);
  if (path.length > PATH_LENGTH_MAX) return null;
  if (path === '/') return { kind: 'shell' };
  if (path === '/api/workspaces') return { kind: 'workspaces' };
  if (path === '/api/stream') return { kind: 'stream' };
  const name = FILE.exec(path)?.[1];
  if (name !== undefined) return { kind: 'file', name };
  const [, workspace, below = ''] = WORKSPACE.exec(path) ?? [];
  if (workspace === undefined) return null;
  if (!below.startsWith('/api/')) return { kind: 'shell' };
  const view = VIEW.exec(below)?.[1];
  if (view === undefined) return null;
  return { kind: 'view', workspace, view, query: Object.fromEntries(new URLSearchParams(search)) };
}

function split(url: string): readonly string[] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}
