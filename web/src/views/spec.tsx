import type { ShowAnswer } from '../../../src/web/answers.ts';
import type { Address, SubjectAddress } from '../address.ts';
import { useView } from '../data/cache.ts';
import { Fact, Facts, Progress } from '../parts/facts.tsx';
import { WorkLink } from '../parts/link.tsx';
import { Document } from '../parts/prose.tsx';
import { Shown } from '../parts/shown.tsx';
import { State } from '../parts/state.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Ago, spanText } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';
import { Changes } from './changes.tsx';
import { Contract } from './contract.tsx';
import { Decisions } from './decisions.tsx';
import { PagedRows } from './paged-rows.tsx';
import { Report } from './report.tsx';
import { Running } from './running.tsx';
import { Stages } from './stages.tsx';
import { WaitWords } from './wait-words.tsx';
import { Waits } from './waits.tsx';
import { Why } from './why.tsx';

export type RootShown = Extract<ShowAnswer, { kind: 'root' }>;

const MINUTE_MS = 60_000;

interface SpecProps {
  readonly at: SubjectAddress;
  readonly view: RootShown;
}

/** A lineage: what was promised, what came of it, what it used, and what was said. */
export function Spec({ at, view }: SpecProps) {
  const { workspace, key } = at;
  const tab = (name?: string): Address => ({
    view: 'spec',
    workspace,
    key,
    ...(name === undefined ? {} : { tab: name }),
  });
  const tabs: [string, Address][] = [
    ['Contract and work', tab()],
    ['Stages and cost', tab('stages')],
    ['Changes', tab('changes')],
    ['Decisions', tab('said')],
    ['Report', tab('report')],
    ['Document', tab('document')],
    ['Why', tab('why')],
    ['Flow', { view: 'flow', workspace, of: key, at: null }],
  ];
  return (
    <>
      <Head workspace={workspace} view={view} />
      <Tabs label="Parts of the spec" tabs={tabs} current={tab(at.tab)} />
      <Tab at={at} view={view} />
    </>
  );
}

function Head({ workspace, view }: { readonly workspace: string; readonly view: RootShown }) {
  const { lineage, version, waits } = view;
  const { state, work_done, work_total, stages, total_tokens, wall_minutes } = lineage;
  const { opened_at, closed_at, follows } = lineage;
  const look = useView(workspace, 'look').value.value;
  const own = look?.status.active.filter(({ about }) => about.root === lineage.root) ?? [];
  return (
    <>
      <Facts>
        <Fact name="State">
          <State state={state} />
        </Fact>
        {work_total > 0 && (
          <Fact name="Work">
            <Progress done={work_done} total={work_total} />
          </Fact>
        )}
        <Fact name="Stages">{stages}</Fact>
        <Fact name="Tokens">{tokensText(total_tokens)}</Fact>
        <Fact name="Cost">{costText(lineage.cost_usd, lineage.unpriced)}</Fact>
        {wall_minutes > 0 && <Fact name="Time at work">{spanText(wall_minutes * MINUTE_MS)}</Fact>}
        {version !== null && <Fact name="Contract">version {version}</Fact>}
        {opened_at !== null && (
          <Fact name="Opened">
            <Ago at={opened_at} />
          </Fact>
        )}
        {closed_at !== null && (
          <Fact name="Closed">
            <Ago at={closed_at} />
          </Fact>
        )}
      </Facts>
      {follows !== undefined && (
        <p>
          It takes up again{' '}
          <WorkLink workspace={workspace} root={follows} item={null}>
            {follows}
          </WorkLink>
          .
        </p>
      )}
      <Behind workspace={workspace} view={view} />
      <Waits workspace={workspace} waits={waits} />
      {look !== null && own.length > 0 && (
        <Running
          workspace={workspace}
          look={{ ...look, status: { ...look.status, active: own } }}
        />
      )}
    </>
  );
}

/** What it waits for where nobody has to answer: a pause, other work, another spec. */
function Behind({ workspace, view: { lineage, waits } }: { workspace: string; view: RootShown }) {
  const closure = useView(workspace, 'look').value.value?.status.closure ?? null;
  const { wait, state, root } = lineage;
  if (wait !== null && waits.length === 0) {
    return (
      <p class="waiting">
        It <WaitWords workspace={workspace} wait={wait} />.
      </p>
    );
  }
  if (state !== 'queued' || closure === null || !closure.actionable || closure.root === root) {
    return null;
  }
  return (
    <p class="waiting">
      It waits until{' '}
      <WorkLink workspace={workspace} root={closure.root} item={null}>
        {closure.root}
      </WorkLink>{' '}
      is closed.
    </p>
  );
}

function Tab({ at: { workspace, key, tab }, view }: SpecProps) {
  switch (tab) {
    case 'stages':
      return <Stages workspace={workspace} of={key} />;
    case 'changes':
      return <Changes workspace={workspace} of={key} />;
    case 'said':
      return <Decisions workspace={workspace} root={key} />;
    case 'report':
      return <Report workspace={workspace} view={view} />;
    case 'document':
      return <RootDocument workspace={workspace} root={key} />;
    case 'why':
      return <Why workspace={workspace} subject={key} />;
    default:
      return (
        <>
          <Contract view={view} />
          <h2>Work</h2>
          <PagedRows workspace={workspace} query={{ of: 'items', root: key }} label="Work" />
        </>
      );
  }
}

function RootDocument({ workspace, root }: { readonly workspace: string; readonly root: string }) {
  const found = useView(workspace, 'document', { key: root });
  return <Shown of={found}>{({ text }) => <Document text={text} />}</Shown>;
}
