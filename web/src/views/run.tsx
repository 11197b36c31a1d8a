import type { ShowView } from '../../../src/runtime/api/index.ts';
import { PAGE_ROWS } from '../../../src/web/view-path.ts';
import type { Address } from '../address.ts';
import { useView } from '../data/cache.ts';
import { WorkLink } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Ago, spanText } from '../parts/time.tsx';
import { Prose, State, Title } from '../parts/words.tsx';
import { Artifacts } from './artifacts.tsx';
import { Changes } from './changes.tsx';
import { Trace } from './trace.tsx';
import { Why } from './why.tsx';

type RunAddress = Extract<Address, { view: 'run' }>;
type RunShown = Extract<ShowView, { kind: 'run' }>;

const LINES = PAGE_ROWS.logs;

/** A run: which stages it went through, what they said, printed, left and changed. */
export function Run({ at }: { readonly at: RunAddress }) {
  const { workspace, key } = at;
  const shown = useView(workspace, 'show', { key });
  const tabs = [
    ['Trace', { ...at, tab: '' }],
    ['Output', { ...at, tab: 'output' }],
    ['Files', { ...at, tab: 'files' }],
    ['Changes', { ...at, tab: 'changes' }],
    ['Why', { ...at, tab: 'why' }],
    ['Flow', { view: 'flow', workspace, of: key, at: null }],
  ] as const satisfies readonly (readonly [string, Address])[];
  const { value } = shown.value;
  return (
    <>
      <Title text={value?.kind === 'run' ? value.about.title : null} id={key} />
      <Shown of={shown}>
        {(view) =>
          view.kind === 'run' ? (
            <>
              <Head workspace={workspace} view={view} />
              <Tabs label="Parts of the run" tabs={tabs} current={at} />
              <Tab at={at} view={view} />
            </>
          ) : (
            <p>It is no run.</p>
          )
        }
      </Shown>
    </>
  );
}

function Head({ workspace, view }: { readonly workspace: string; readonly view: RunShown }) {
  const { about, trace } = view;
  return (
    <p class="facts">
      <State state={trace.status} />
      <span>
        on{' '}
        <WorkLink workspace={workspace} root={about.root} item={about.item}>
          {about.item ?? about.root}
        </WorkLink>
      </span>
      {trace.started_at !== null && (
        <span>
          began <Ago at={trace.started_at} />
        </span>
      )}
      {trace.duration_seconds !== null && (
        <span>took {spanText(trace.duration_seconds * 1000)}</span>
      )}
    </p>
  );
}

function Tab({
  at: { workspace, key, tab },
  view,
}: {
  readonly at: RunAddress;
  readonly view: RunShown;
}) {
  switch (tab) {
    case 'output':
      return <Output workspace={workspace} run={key} />;
    case 'files':
      return <Artifacts workspace={workspace} run={key} />;
    case 'changes':
      return <Changes workspace={workspace} of={key} />;
    case 'why':
      return <Why workspace={workspace} subject={key} />;
    default:
      return <Trace view={view} />;
  }
}

/** As a person would read it; the raw bytes are among the files. */
function Output({ workspace, run }: { readonly workspace: string; readonly run: string }) {
  const found = useView(workspace, 'logs', { key: run, lines: LINES });
  return (
    <Shown of={found}>
      {({ node, lines, is_running, size_bytes, path }) => (
        <>
          <p class="quiet">
            What {node} printed{is_running && ', so far'}: {lines.length} lines of {size_bytes}{' '}
            bytes; the whole is {path}.
          </p>
          <Prose text={lines.join('\n')} />
        </>
      )}
    </Shown>
  );
}
