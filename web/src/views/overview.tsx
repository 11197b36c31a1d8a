import { useView, useWorkspaces } from '../data/cache.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { Link } from '../parts/link.tsx';
import { Shown } from '../parts/shown.tsx';
import { State } from '../parts/state.tsx';
import { costText, counted, lastPart, tokensText } from '../parts/words.ts';
import { type Card, cardsOf, GROUPS, sumOf } from './cards.ts';
import { Loop, Now } from './now.tsx';
import { RecentEvents } from './recent-events.tsx';

/** All workspaces of a user: what needs somebody, what is at work, and the rest. */
export function Overview() {
  const workspaces = useWorkspaces();
  return (
    <>
      <h1>Overview</h1>
      <Shown of={workspaces}>
        {({ rows, followed_max }) => {
          const cards = cardsOf(rows);
          return (
            <>
              {rows.length === 0 && (
                <p class="empty">
                  There is no workspace yet. <code>millrace init</code> makes one in a project.
                </p>
              )}
              {rows.length > 1 && <Sums cards={cards} />}
              {rows.length > followed_max && (
                <p class="quiet">
                  {counted(rows.length, 'workspace')}: the first {followed_max} are live, the others
                  are as they stood when this page was opened.
                </p>
              )}
              {GROUPS.map(({ group, title }) => (
                <Group
                  key={group}
                  title={rows.length > 1 ? title : null}
                  cards={cards.filter((card) => card.group === group)}
                />
              ))}
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Sums({ cards }: { readonly cards: readonly Card[] }) {
  const { stages, waits, specs, closed, tokens, cost_usd, unpriced } = sumOf(cards);
  return (
    <Facts>
      <Fact name="Wait for somebody">{waits}</Fact>
      <Fact name="Stages at work">{stages}</Fact>
      <Fact name="Open specs">{specs}</Fact>
      <Fact name="Closed specs">{closed}</Fact>
      <Fact name="Tokens">{tokensText(tokens)}</Fact>
      <Fact name="Cost">{costText(cost_usd, unpriced)}</Fact>
    </Facts>
  );
}

interface GroupProps {
  readonly title: string | null;
  readonly cards: readonly Card[];
}

function Group({ title, cards }: GroupProps) {
  if (cards.length === 0) return null;
  return (
    <>
      {title !== null && (
        <h2>
          {title} <span class="quiet">{cards.length}</span>
        </h2>
      )}
      <div class="cards">
        {cards.map(({ id, root }) => (
          <WorkspaceCard key={id} workspace={id} root={root} />
        ))}
      </div>
    </>
  );
}

function WorkspaceCard({ workspace, root }: { readonly workspace: string; readonly root: string }) {
  const look = useView(workspace, 'look');
  const { value } = look.value;
  return (
    <section class="card" aria-label={root}>
      <header>
        <h2>
          <Link to={{ view: 'workspace', workspace }}>{lastPart(root)}</Link>
        </h2>
        {value !== null && (
          <>
            <State state={value.status.condition} />
            {value.status.simulated && <span class="simulated">simulated</span>}
            <span class="quiet">
              loop <Loop loop={value.status.loop} />
            </span>
          </>
        )}
        <span class="quiet path">{root}</span>
      </header>
      <Shown of={look}>
        {(view) => (
          <>
            <Now workspace={workspace} look={view} />
            <p class="quiet">{totalText(view.status)}</p>
          </>
        )}
      </Shown>
      <RecentEvents workspace={workspace} />
    </section>
  );
}

type Status = NonNullable<Card['look']>['status'];

function totalText({ totals, closed_roots }: Status): string {
  const { stages, total_tokens, cost_usd, unpriced } = totals;
  if (stages === 0) return 'No stage has run yet.';
  const used = `${tokensText(total_tokens)} tokens, cost ${costText(cost_usd, unpriced)}`;
  return `In all: ${counted(closed_roots, 'spec')} closed, ${counted(stages, 'stage')}, ${used}.`;
}
