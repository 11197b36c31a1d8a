import type { ShowAnswer } from '../../../src/web/answers.ts';
import type { Address, SubjectAddress } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { KeyLink, WorkLink } from '../parts/link.tsx';
import { Document } from '../parts/prose.tsx';
import { Shown } from '../parts/shown.tsx';
import { Outcome, State } from '../parts/state.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Changes } from './changes.tsx';
import { shortened } from './events.tsx';
import { PagedRows } from './paged-rows.tsx';
import { WaitWords } from './wait-words.tsx';
import { Waits } from './waits.tsx';
import { Why } from './why.tsx';

type ItemShown = Extract<ShowAnswer, { kind: 'item' }>;

interface TaskProps {
  readonly at: SubjectAddress;
  /** `<family>/<id>`. */
  readonly item: string;
  readonly view: ItemShown;
}

/** A work item: its document, what it waits for, its runs and changes. */
export function Task({ at, item, view }: TaskProps) {
  const { workspace, key, tab } = at;
  const address = (name?: string): Address => ({
    view: 'task',
    workspace,
    key,
    ...(name === undefined ? {} : { tab: name }),
  });
  const tabs: [string, Address][] = [
    ['Document and runs', address()],
    ['Changes', address('changes')],
    ['Why', address('why')],
  ];
  return (
    <>
      <Head workspace={workspace} view={view} />
      <Tabs label="Parts of the work" tabs={tabs} current={address(tab)} />
      {tab === 'changes' && <Changes workspace={workspace} of={item} />}
      {tab === 'why' && <Why workspace={workspace} subject={item} />}
      {tab === undefined && <Body workspace={workspace} item={item} view={view} />}
    </>
  );
}

function Head({ workspace, view }: Pick<TaskProps, 'view'> & { readonly workspace: string }) {
  const { about, deps, via, path, waits } = view;
  return (
    <>
      <Facts>
        <Fact name="State">
          <State state={about.state} />
        </Fact>
        {about.wait !== null && (
          <Fact name="Why it waits">
            <WaitWords workspace={workspace} wait={about.wait} />
          </Fact>
        )}
        {about.root !== null && (
          <Fact name="Of the spec">
            <WorkLink workspace={workspace} root={about.root} item={null}>
              {about.root}
            </WorkLink>
          </Fact>
        )}
        {deps.length > 0 && (
          <Fact name="Comes after">
            {deps.map((dep) => (
              <span key={dep} class="dep">
                <KeyLink workspace={workspace} of={dep} />
              </span>
            ))}
          </Fact>
        )}
        {via !== null && <Fact name="Because of">{via}</Fact>}
        {path !== null && (
          <Fact name="Document">
            <code>{path}</code>
          </Fact>
        )}
      </Facts>
      <Waits workspace={workspace} waits={waits} />
    </>
  );
}

function Body({
  workspace,
  item,
  view: { last },
}: Omit<TaskProps, 'at'> & { readonly workspace: string }) {
  const found = useView(workspace, 'document', { key: item });
  return (
    <>
      {last !== null && (
        <p>
          Last: <strong>{last.node}</strong> <Outcome outcome={last.outcome} />{' '}
          {shortened(last.summary)}
        </p>
      )}
      <h2>Runs</h2>
      <PagedRows workspace={workspace} query={{ of: 'runs', item }} label="Runs" />
      <h2>Document</h2>
      <Shown of={found}>{({ text }) => <Document text={text} />}</Shown>
    </>
  );
}
