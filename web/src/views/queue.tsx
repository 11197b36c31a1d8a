import type { ListRow } from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { useView } from '../data/cache.ts';
import { WorkLink } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { WaitWords } from './wait-words.tsx';

interface QueueProps {
  readonly workspace: string;
  readonly look: LookAnswer;
}

/** Of each state so many are named; the rest is counted at the entry. */
const NAMED_MAX = 20;
const STATES = ['blocked', 'waiting', 'queued'] as const;

/** What waits, at which entry of the graph, and why. */
export function Queue({ workspace, look }: QueueProps) {
  const found = STATES.map((state) =>
    useView(workspace, 'list', { of: 'items', state, limit: NAMED_MAX }),
  );
  const specs = look.open.filter(({ about }) => STATES.some((state) => state === about.state));
  const rows = [...specs, ...found.flatMap(({ value }) => value.value?.rows ?? [])];
  const families = Object.keys(look.status.queues).filter((family) =>
    rows.some(({ key }) => familyOf(key) === family),
  );
  if (families.length === 0) return <p class="empty">Nothing waits.</p>;
  return (
    <>
      {families.map((family) => (
        <section key={family} aria-label={`What waits at ${family}`}>
          <h3>
            At {family} <span class="quiet">{waitingAt(look, family)} in its queue</span>
          </h3>
          <ul class="queue">
            {rows
              .filter(({ key }) => familyOf(key) === family)
              .slice(0, NAMED_MAX)
              .map((row) => (
                <QueueRow key={row.key} workspace={workspace} look={look} row={row} />
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function QueueRow({ workspace, look, row }: QueueProps & { readonly row: ListRow }) {
  const { key, about } = row;
  return (
    <li>
      <State state={about.state} />
      <span>
        <WorkLink workspace={workspace} root={about.root} item={key}>
          {about.title}
        </WorkLink>{' '}
        <span class="quiet">
          <Reason workspace={workspace} look={look} row={row} />
        </span>
      </span>
    </li>
  );
}

function Reason({ workspace, look, row: { about } }: QueueProps & { readonly row: ListRow }) {
  const { closure, pauses, loop, active } = look.status;
  if (about.wait !== null) return <WaitWords workspace={workspace} wait={about.wait} />;
  if (about.state === 'blocked') return <>was given up, and somebody has to decide</>;
  if (closure?.actionable === true && closure.root !== about.root) {
    return (
      <>
        until{' '}
        <WorkLink workspace={workspace} root={closure.root} item={null}>
          {closure.root}
        </WorkLink>{' '}
        is closed
      </>
    );
  }
  if (pauses.length > 0) return <>until the pause ends</>;
  if (!loop.running) return <>since no loop runs</>;
  return <>{active.length > 0 ? 'until the stage before it has ended' : 'it is next'}</>;
}

function familyOf(key: string): string {
  return key.split('/', 1).join();
}

/** Items in the queue of a family, which is the entry that they come in at. */
export function waitingAt(look: LookAnswer, family: string): number {
  const states = look.status.queues[family];
  return states?.queue ?? states?.incoming ?? 0;
}
