import type { ShowAnswer } from '../../../src/web/answers.ts';
import type { Address, SubjectAddress } from '../address.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { WorkLink } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { Ago, spanText } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';
import { Artifacts } from './artifacts.tsx';
import { Changes } from './changes.tsx';
import { Output } from './output.tsx';
import { StageTabs } from './stage-tabs.tsx';
import { Trace } from './trace.tsx';
import { Why } from './why.tsx';

export type RunShown = Extract<ShowAnswer, { kind: 'run' }>;

interface RunProps {
  readonly at: SubjectAddress;
  readonly view: RunShown;
}

/** A run: which stages it went through, what they said, printed, left and changed. */
export function Run({ at, view }: RunProps) {
  const { workspace, key } = at;
  const tab = (name?: string): Address => ({
    view: 'run',
    workspace,
    key,
    ...(name === undefined ? {} : { tab: name }),
  });
  const tabs: [string, Address][] = [
    ['Trace', tab()],
    ['Output', tab('output')],
    ['Files', tab('files')],
    ['Changes', tab('changes')],
    ['Why', tab('why')],
    ['Flow', { view: 'flow', workspace, of: key, at: null }],
  ];
  return (
    <>
      <Head workspace={workspace} view={view} />
      <Tabs label="Parts of the run" tabs={tabs} current={tab(at.tab)} />
      <Tab at={at} view={view} />
    </>
  );
}

function Head({ workspace, view }: Pick<RunProps, 'view'> & { readonly workspace: string }) {
  const { about, trace } = view;
  const { started_at, duration_seconds, nodes, status } = trace;
  const used = nodes.flatMap(({ token_usage }) => token_usage ?? []);
  const costs = used.flatMap(({ cost_usd }) => cost_usd ?? []);
  const sum = (all: readonly number[]) =>
    all.length === 0 ? null : all.reduce((one, other) => one + other, 0);
  return (
    <Facts>
      <Fact name="State">
        <State state={status} />
      </Fact>
      <Fact name="Works on">
        <WorkLink workspace={workspace} root={about.root} item={about.item}>
          {about.item ?? about.root}
        </WorkLink>
      </Fact>
      <Fact name="Stages ended">{nodes.length}</Fact>
      <Fact name="Tokens">{tokensText(sum(used.map(({ total_tokens }) => total_tokens)))}</Fact>
      <Fact name="Cost">{costText(sum(costs), nodes.length - costs.length)}</Fact>
      {started_at !== null && (
        <Fact name="Began">
          <Ago at={started_at} />
        </Fact>
      )}
      {duration_seconds !== null && <Fact name="Took">{spanText(duration_seconds * 1000)}</Fact>}
    </Facts>
  );
}

function Tab({ at, view }: RunProps) {
  const { workspace, key, tab, pick } = at;
  switch (tab) {
    case 'output':
      return <Output at={at} view={view} />;
    case 'files':
      return <Artifacts at={at} view={view} />;
    case 'changes':
      return (
        <>
          <StageTabs at={at} view={view} all="The whole run" />
          <Changes workspace={workspace} of={pick === undefined ? key : `${key}/${pick}`} />
        </>
      );
    case 'why':
      return <Why workspace={workspace} subject={key} />;
    default:
      return <Trace workspace={workspace} view={view} />;
  }
}
