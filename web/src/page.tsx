import { useEffect } from 'preact/hooks';
import { type Address, address } from './address.ts';
import { useView, useWorkspaces } from './data/cache.ts';
import { type Connection, connection } from './data/news.ts';
import { savedFile } from './data/saved.ts';
import { Link } from './parts/link.tsx';
import { lastPart } from './parts/words.ts';
import { nextTheme, theme } from './theme.ts';
import { Flow } from './views/flow.tsx';
import { Overview } from './views/overview.tsx';
import { Runs } from './views/runs.tsx';
import { Subject } from './views/subject.tsx';
import { Workspace } from './views/workspace.tsx';

export function Page() {
  const at = address.value;
  useEffect(() => {
    document.title = `${titleOf(at)} - Millrace`;
  }, [at]);
  return (
    <>
      <a class="skip" href="#view">
        To the content
      </a>
      <header>
        <nav aria-label="Where you are">
          <Link to={{ view: 'overview' }} class="brand" current={at.view === 'overview'}>
            Millrace
          </Link>
          {'workspace' in at && <Place at={at} />}
        </nav>
        <Connected state={connection.value} />
        <button type="button" onClick={nextTheme} title="Change the colours">
          Colours: {theme.value}
        </button>
      </header>
      <main id="view" tabIndex={-1}>
        <Current at={at} />
      </main>
    </>
  );
}

function Current({ at }: { readonly at: Address }) {
  switch (at.view) {
    case 'overview':
      return <Overview />;
    case 'workspace':
      return <Workspace key={at.workspace} workspace={at.workspace} />;
    case 'runs':
      return <Runs key={at.workspace} workspace={at.workspace} />;
    case 'spec':
    case 'task':
    case 'run':
      return <Subject key={at.workspace + at.key} at={at} />;
    case 'flow':
      return <Flow key={at.workspace + at.of} at={at} />;
    case 'nowhere':
      return (
        <div class="problem" role="alert">
          <h1>Nothing is here</h1>
          <p>
            <code>{at.path}</code> is no address of this page.{' '}
            <Link to={{ view: 'overview' }}>To the overview</Link>
          </p>
        </div>
      );
  }
}

type Placed = Extract<Address, { workspace: string }>;

function Place({ at }: { readonly at: Placed }) {
  const { workspace } = at;
  const rows = useWorkspaces().value.value?.rows ?? [];
  const root = rows.find(({ id }) => id === workspace)?.root ?? workspace.slice(0, 8);
  return (
    <>
      <span aria-hidden="true">/</span>
      <Link to={{ view: 'workspace', workspace }} current={at.view === 'workspace'}>
        <span title={root}>{lastPart(root)}</span>
      </Link>
      <span class="places">
        <Link to={{ view: 'runs', workspace }} current={at.view === 'runs'}>
          runs
        </Link>
        <Link to={{ view: 'flow', workspace, of: '', at: null }} current={at.view === 'flow'}>
          flow
        </Link>
      </span>
      <Simulated workspace={workspace} />
    </>
  );
}

/** Nobody takes a played workspace for a real one. */
function Simulated({ workspace }: { readonly workspace: string }) {
  const look = useView(workspace, 'look').value.value;
  return look?.status.simulated === true ? <span class="simulated">simulated</span> : null;
}

const CONNECTIONS: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  live: 'live',
  lost: 'not connected, trying again',
  delayed: 'not live: something holds the stream back, this page looks every 5 s',
  full: 'not live: too many pages are open, this one looks every 5 s',
  file: savedText(),
};

function Connected({ state }: { readonly state: Connection }) {
  return (
    <span class={`connection ${state}`} role="status">
      {CONNECTIONS[state]}
    </span>
  );
}

function savedText(): string {
  if (savedFile === null) return '';
  const { at, left_out } = savedFile;
  const less = left_out === 0 ? '' : `, ${left_out} parts left out`;
  return `as of ${new Date(at).toLocaleString()}${less}`;
}

function titleOf(at: Address): string {
  if ('key' in at) return at.key;
  return at.view === 'flow' && at.of !== '' ? `flow of ${at.of}` : at.view;
}
