import type { ShowView } from '../../../src/runtime/api/index.ts';
import { PAGE_ROWS } from '../../../src/web/view-path.ts';
import type { Address } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Link } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Ago, spanText } from '../parts/time.tsx';
import { counted, Prose, State, Title, tokensText, waitText } from '../parts/words.tsx';
import { Changes } from './changes.tsx';
import { Contract } from './contract.tsx';
import { Progress } from './now.tsx';
import { Said } from './said.tsx';
import { Stages } from './stages.tsx';
import { Why } from './why.tsx';
import { WorkRows } from './work-rows.tsx';

type SpecAddress = Extract<Address, { view: 'spec' }>;
type Root = Extract<ShowView, { kind: 'root' }>;

/** A lineage: what was promised, what came of it, what it used, and what was said. */
export function Spec({ at }: { readonly at: SpecAddress }) {
  const { workspace, key, tab } = at;
  const shown = useView(workspace, 'show', { key });
  const tabs = [
    ['Contract and work', { ...at, tab: '' }],
    ['Stages and cost', { ...at, tab: 'stages' }],
    ['Changes', { ...at, tab: 'changes' }],
    ['Decisions', { ...at, tab: 'said' }],
    ['Document', { ...at, tab: 'document' }],
    ['Why', { ...at, tab: 'why' }],
    ['Flow', { view: 'flow', workspace, of: key, at: null }],
  ] as const satisfies readonly (readonly [string, Address])[];
  const { value } = shown.value;
  return (
    <>
      <Title text={value?.kind === 'root' ? value.lineage.title : null} id={key} />
      <Shown of={shown}>
        {(view) =>
          view.kind === 'root' ? (
            <>
              <Head workspace={workspace} view={view} />
              <Tabs label="Parts of the spec" tabs={tabs} current={at} />
              <Tab at={{ workspace, key, tab }} view={view} />
            </>
          ) : (
            <p>It is no root spec.</p>
          )
        }
      </Shown>
    </>
  );
}

interface HeadProps {
  readonly workspace: string;
  readonly view: Root;
}

function Head({ workspace, view: { lineage, version, blockers } }: HeadProps) {
  const { state, work_done, work_total, stages, total_tokens, wall_minutes } = lineage;
  const { opened_at, closed_at } = lineage;
  return (
    <>
      <p class="facts">
        <State state={state} />
        {lineage.wait !== null && <span>{waitText(lineage)}</span>}
        <Progress done={work_done} total={work_total} />
        <span>{counted(stages, 'stage')}</span>
        <span>{tokensText(total_tokens)}</span>
        <span>{spanText(wall_minutes * 60_000)} of work</span>
        {version !== null && <span>contract {version}</span>}
        {opened_at !== null && (
          <span>
            opened <Ago at={opened_at} />
          </span>
        )}
        {closed_at !== null && (
          <span>
            closed <Ago at={closed_at} />
          </span>
        )}
      </p>
      {blockers.length > 0 && (
        <p>
          It does not go on by itself:{' '}
          <Link to={{ view: 'workspace', workspace }}>what waits, and what answers it</Link>
        </p>
      )}
    </>
  );
}

interface TabProps {
  readonly at: { readonly workspace: string; readonly key: string; readonly tab: string };
  readonly view: Root;
}

function Tab({ at: { workspace, key, tab }, view }: TabProps) {
  switch (tab) {
    case 'stages':
      return <Stages workspace={workspace} of={view.lineage.root} />;
    case 'changes':
      return <Changes workspace={workspace} of={view.lineage.root} />;
    case 'said':
      return <Said workspace={workspace} root={view.lineage.root} />;
    case 'document':
      return <RootDocument workspace={workspace} root={view.lineage.root} />;
    case 'why':
      return <Why workspace={workspace} subject={key} />;
    default:
      return <Work workspace={workspace} view={view} />;
  }
}

function Work({ workspace, view }: { readonly workspace: string; readonly view: Root }) {
  const { root } = view.lineage;
  const tasks = useView(workspace, 'list', { of: 'items', root, limit: PAGE_ROWS.work });
  return (
    <>
      <Contract promises={view.promises} verdict={view.verdict} />
      <h2>Work</h2>
      <Shown of={tasks}>
        {({ rows, after }) => (
          <>
            <WorkRows workspace={workspace} rows={rows} label="Work of this spec" />
            {after !== null && <p class="quiet">More is told by millrace list tasks.</p>}
          </>
        )}
      </Shown>
      {view.files.length > 0 && (
        <>
          <h2>Files of the judgement</h2>
          <ul class="paths">
            {view.files.map((path) => (
              <li key={path}>
                <code>{path}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function RootDocument({ workspace, root }: { readonly workspace: string; readonly root: string }) {
  const found = useView(workspace, 'document', { key: root });
  return <Shown of={found}>{({ text }) => <Prose text={text} />}</Shown>;
}
