import { signal } from '@preact/signals';
import { savedFile } from './data/saved.ts';

/** What the page shows. Each has an address that can be sent and survives a reload. */
export type Address =
  | { readonly view: 'overview' }
  | { readonly view: 'workspace'; readonly workspace: string }
  | { readonly view: 'runs'; readonly workspace: string }
  | SubjectAddress
  | {
      readonly view: 'flow';
      readonly workspace: string;
      /** The lineage or run whose life is shown; '' = as things stand. */
      readonly of: string;
      /** The step that the slider is at; null = the newest. */
      readonly at: number | null;
    }
  | { readonly view: 'nowhere'; readonly path: string };

/** A root spec, a work item or a run. */
export interface SubjectAddress {
  readonly view: 'spec' | 'task' | 'run';
  readonly workspace: string;
  readonly key: string;
  /** Absent = the first. */
  readonly tab?: string;
  /** What was chosen in it: a file, a stage. */
  readonly pick?: string;
}

const ID = /^[0-9a-f]{32}$/;

/** A file has no server behind it, so what it shows stands behind the #. */
const isFile = savedFile !== null;

export function parseAddress(path: string, search: string): Address {
  const [, ...parts] = path.split('/');
  const words = parts.map(decoded);
  const [w, workspace = '', view = '', ...rest] = words;
  const query = new URLSearchParams(search);
  if (path === '/' || path === '') return { view: 'overview' };
  if (w !== 'w' || !ID.test(workspace)) return { view: 'nowhere', path };
  const key = rest.join('/');
  switch (view) {
    case '':
      return { view: 'workspace', workspace };
    case 'runs':
      return { view: 'runs', workspace };
    case 'spec':
    case 'task':
    case 'run':
      return { view, workspace, key, ...chosenIn(query) };
    case 'flow': {
      const at = Number(query.get('at') ?? Number.NaN);
      return { view, workspace, of: query.get('of') ?? '', at: Number.isInteger(at) ? at : null };
    }
    default:
      return { view: 'nowhere', path };
  }
}

function chosenIn(query: URLSearchParams): Pick<SubjectAddress, 'tab' | 'pick'> {
  const tab = query.get('tab');
  const pick = query.get('pick');
  return { ...(tab === null ? {} : { tab }), ...(pick === null ? {} : { pick }) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The same, as a link has it. */
export function hrefOf(address: Address): string {
  return isFile ? `#${pathOf(address)}` : pathOf(address);
}

function pathOf(address: Address): string {
  switch (address.view) {
    case 'overview':
      return '/';
    case 'nowhere':
      return address.path;
    case 'workspace':
      return `/w/${address.workspace}`;
    case 'runs':
      return `/w/${address.workspace}/runs`;
    case 'spec':
    case 'task':
    case 'run': {
      const key = address.key.split('/').map(encodeURIComponent).join('/');
      const { tab = '', pick = '' } = address;
      return `/w/${address.workspace}/${address.view}/${key}${queryOf({ tab, pick })}`;
    }
    case 'flow': {
      const at = address.at === null ? '' : String(address.at);
      return `/w/${address.workspace}/flow${queryOf({ of: address.of, at })}`;
    }
  }
}

function queryOf(words: Readonly<Record<string, string>>): string {
  const given = Object.entries(words).filter(([, word]) => word !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

function current(): Address {
  if (savedFile === null) return parseAddress(location.pathname, location.search);
  const [path = '', search = ''] = location.hash.replace(/^#/, '').split('?');
  // It has one lineage, and no overview.
  return path === '' || path === '/'
    ? parseAddress(savedFile.start, '')
    : parseAddress(path, search);
}

export const address = signal<Address>(current());

/** `replace`: without a step in the history of the browser. */
export function go(to: Address, replace = false): void {
  if (replace) history.replaceState(null, '', hrefOf(to));
  else history.pushState(null, '', hrefOf(to));
  address.value = to;
}

addEventListener('popstate', () => {
  address.value = current();
});
if (isFile) {
  addEventListener('hashchange', () => {
    address.value = current();
  });
}
