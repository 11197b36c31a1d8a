import type { ShowView } from '../../../src/runtime/api/index.ts';
import type { Address } from '../address.ts';
import { useView } from '../data/cache.ts';
import { WorkLink } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Prose, State, Title, waitText } from '../parts/words.tsx';
import { Changes } from './changes.tsx';
import { Why } from './why.tsx';
import { WorkRows } from './work-rows.tsx';

type TaskAddress = Extract<Address, { view: 'task' }>;
type Item = Extract<ShowView, { kind: 'item' }>;

/** A work item: its document, what it waits for, its runs and changes. */
export function Task({ at }: { readonly at: TaskAddress }) {
  const { workspace, key, tab } = at;
  const shown = useView(workspace, 'show', { key });
  const tabs = [
    ['Document and runs', { ...at, tab: '' }],
    ['Changes', { ...at, tab: 'changes' }],
    ['Why', { ...at, tab: 'why' }],
  ] as const;
  const { value } = shown.value;
  return (
    <>
      <Title text={value?.kind === 'item' ? value.about.title : null} id={key} />
      <Shown of={shown}>
        {(view) =>
          view.kind === 'item' ? (
            <>
              <Head workspace={workspace} view={view} />
              <Tabs label="Parts of the work" tabs={tabs} current={at} />
              {tab === 'changes' && <Changes workspace={workspace} of={key} />}
              {tab === 'why' && <Why workspace={workspace} subject={key} />}
              {tab === '' && <Body workspace={workspace} item={key} view={view} />}
            </>
          ) : (
            <p>It is no work item.</p>
          )
        }
      </Shown>
    </>
  );
}

interface ItemProps {
  readonly workspace: string;
  readonly view: Item;
}

function Head({ workspace, view: { about, deps, via } }: ItemProps) {
  return (
    <>
      <p class="facts">
        <State state={about.state} />
        {about.wait !== null && <span>{waitText(about)}</span>}
        {about.root !== null && (
          <span>
            of{' '}
            <WorkLink workspace={workspace} root={about.root} item={null}>
              {about.root}
            </WorkLink>
          </span>
        )}
        {via !== null && <span>because of {via}</span>}
      </p>
      {deps.length > 0 && (
        <p>
          Depends on{' '}
          {deps.map((dep) => (
            <span key={dep} class="dep">
              <WorkLink workspace={workspace} root={null} item={dep}>
                {dep}
              </WorkLink>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Body({ workspace, item, view: { last, runs } }: ItemProps & { readonly item: string }) {
  const found = useView(workspace, 'document', { key: item });
  return (
    <>
      {last !== null && (
        <p>
          Last: <strong>{last.node}</strong> <State state={last.outcome} /> {last.summary}
        </p>
      )}
      <h2>Runs</h2>
      <WorkRows workspace={workspace} rows={runs} label="Runs" />
      <h2>Document</h2>
      <Shown of={found}>{({ text }) => <Prose text={text} />}</Shown>
    </>
  );
}
