import type { LookAnswer } from '../../../src/web/answers.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { State } from '../parts/state.tsx';
import { Since } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';
import { Running } from './running.tsx';
import { Specs } from './specs.tsx';
import { Waits } from './waits.tsx';

interface NowProps {
  readonly workspace: string;
  readonly look: LookAnswer;
}

/** How a workspace stands: what waits for somebody, what runs, and its specs. */
export function Now({ workspace, look }: NowProps) {
  const { status, waits } = look;
  return (
    <>
      {status.problems.map((problem) => (
        <p key={problem} class="problem">
          {problem}
        </p>
      ))}
      <Waits workspace={workspace} waits={waits} total={status.blockers_total} />
      <Running workspace={workspace} look={look} />
      <Specs workspace={workspace} look={look} />
    </>
  );
}

/** The same in a line of numbers. */
export function Totals({ look: { status } }: Pick<NowProps, 'look'>) {
  const { totals, condition, closed_roots } = status;
  return (
    <Facts>
      <Fact name="State">
        <State state={condition} />
      </Fact>
      <Fact name="Loop">
        <Loop loop={status.loop} />
      </Fact>
      <Fact name="Specs closed">{closed_roots}</Fact>
      <Fact name="Stages">{totals.stages}</Fact>
      <Fact name="Tokens">{tokensText(totals.total_tokens)}</Fact>
      <Fact name="Cost">{costText(totals.cost_usd, totals.unpriced)}</Fact>
    </Facts>
  );
}

export function Loop({ loop }: Pick<LookAnswer['status'], 'loop'>) {
  if (loop.running && loop.since !== null) {
    return (
      <>
        runs for <Since at={loop.since} />
      </>
    );
  }
  return loop.should_run ? <span class="warn">should run, does not</span> : <>does not run</>;
}
