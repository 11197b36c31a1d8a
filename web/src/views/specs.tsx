import type { LineageView, ListRow } from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { Progress } from '../parts/facts.tsx';
import { WorkLink } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { Ago } from '../parts/time.tsx';
import { costText, counted, tokensText } from '../parts/words.ts';
import { WaitWords } from './wait-words.tsx';

interface SpecsProps {
  readonly workspace: string;
  readonly look: LookAnswer;
}

const ROWS_MAX = 12;

/** The specs that are open, with how far they are; without one, that which was closed last. */
export function Specs({ workspace, look: { status, open } }: SpecsProps) {
  const begun = new Set(status.specs.map(({ root }) => root));
  const queued = open.filter(({ about }) => about.root !== null && !begun.has(about.root));
  if (status.specs.length + queued.length === 0) return null;
  return (
    <ul class="specs" aria-label="Specs">
      {status.specs.map((spec) => (
        <SpecRow key={spec.root} workspace={workspace} spec={spec} />
      ))}
      {queued.slice(0, ROWS_MAX).map((row) => (
        <QueuedRow key={row.key} workspace={workspace} row={row} />
      ))}
      {queued.length > ROWS_MAX && (
        <li class="quiet">and {counted(queued.length - ROWS_MAX, 'spec')} more in the queue</li>
      )}
    </ul>
  );
}

function SpecRow({ workspace, spec }: { readonly workspace: string; readonly spec: LineageView }) {
  const { root, title, state, work_done, work_total, stages, total_tokens, cost_usd } = spec;
  return (
    <li>
      <State state={state} />
      <span>
        <WorkLink workspace={workspace} root={root} item={null}>
          {title}
        </WorkLink>{' '}
        <span class="quiet">
          <WaitWords workspace={workspace} wait={spec.wait} />
        </span>
      </span>
      <Progress done={work_done} total={work_total} />
      <span class="quiet">
        {counted(stages, 'stage')}, {tokensText(total_tokens)} tokens, cost{' '}
        {costText(cost_usd, spec.unpriced)}
      </span>
    </li>
  );
}

function QueuedRow({ workspace, row }: { readonly workspace: string; readonly row: ListRow }) {
  const { about, at } = row;
  return (
    <li>
      <State state={about.state} />
      <span>
        <WorkLink workspace={workspace} root={about.root} item={null}>
          {about.title}
        </WorkLink>{' '}
        <span class="quiet">
          <WaitWords workspace={workspace} wait={about.wait} />
        </span>
      </span>
      <span class="quiet">
        handed over <Ago at={at} />
      </span>
    </li>
  );
}
