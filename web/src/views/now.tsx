import type {
  ActiveStageView,
  LineageView,
  StageProgress,
} from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { Command } from '../parts/command.tsx';
import { Link, WorkLink } from '../parts/link.tsx';
import { Ago, Clock, spanText } from '../parts/time.tsx';
import { costText, counted, State, tokensText, waitText } from '../parts/words.tsx';

interface NowProps {
  readonly workspace: string;
  readonly look: LookAnswer;
}

/** How a workspace stands: its condition, what waits for somebody, what runs, and its open specs. */
export function Now({ workspace, look }: NowProps) {
  const { status, doing, open, waits } = look;
  const begun = new Set(status.specs.map(({ root }) => root));
  const untouched = open.filter(({ about }) => about.root !== null && !begun.has(about.root));
  return (
    <>
      <p class="facts">
        <State state={status.condition} />
        <Loop loop={status.loop} />
        <span>{counted(status.closed_roots, 'spec')} closed</span>
        <span>{counted(status.totals.stages, 'stage')}</span>
        <span>{tokensText(status.totals.total_tokens)}</span>
        <span>{costText(status.totals.cost_usd)}</span>
      </p>
      <Pauses pauses={status.pauses} />
      <Waits waits={waits} total={status.blockers_total} />
      {status.active.map((stage) => (
        <Stage
          key={stage.run_id}
          workspace={workspace}
          stage={stage}
          seen={doing[stage.attempt_id ?? ''] ?? null}
        />
      ))}
      <ul class="rows" aria-label="Specs">
        {status.specs.map((spec) => (
          <SpecRow key={spec.root} workspace={workspace} spec={spec} />
        ))}
        {untouched.map(({ key, about, at }) => (
          <li key={key} class="row">
            <State state={about.state} />
            <WorkLink workspace={workspace} root={about.root} item={null}>
              {about.title}
            </WorkLink>
            <span class="quiet">
              handed over <Ago at={at} />
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Loop({ loop }: Pick<LookAnswer['status'], 'loop'>) {
  if (loop.running && loop.since !== null) {
    return (
      <span>
        loop since <Clock at={loop.since} />
      </span>
    );
  }
  return <span>{loop.should_run ? 'loop wanted, not running' : 'no loop'}</span>;
}

function Pauses({ pauses }: Pick<LookAnswer['status'], 'pauses'>) {
  return (
    <>
      {pauses.map(({ source, reason, until }) => (
        <p key={source} class="pause">
          <State state="paused" /> by {source}: {reason}
          {until !== null && (
            <>
              , until <Clock at={until} />
            </>
          )}
        </p>
      ))}
    </>
  );
}

function Waits({ waits, total }: Pick<LookAnswer, 'waits'> & { readonly total: number }) {
  if (waits.length === 0) return null;
  return (
    <section class="waits" aria-label="What waits">
      <h3>Does not go on by itself</h3>
      <ul>
        {waits.map(({ what, first, command }) => (
          <li key={what + command}>
            <span>{what}</span>
            {first !== null && <span class="quiet"> {first}: </span>}
            <Command text={command} />
          </li>
        ))}
      </ul>
      {total > waits.length && <p class="quiet">and {total - waits.length} more</p>}
    </section>
  );
}

interface StageProps {
  readonly workspace: string;
  readonly stage: ActiveStageView;
  readonly seen: StageProgress | null;
}

function Stage({ workspace, stage, seen }: StageProps) {
  const { node, run_id, about, since, phase, life } = stage;
  return (
    <p class="stage">
      <span class={phase === 'running' ? 'live-mark' : 'quiet'} aria-hidden="true">
        ●
      </span>{' '}
      <Link to={{ view: 'run', workspace, key: run_id, tab: '' }}>{node}</Link>{' '}
      {phase === 'running' ? 'runs' : 'comes next'} on{' '}
      <WorkLink workspace={workspace} root={about.root} item={about.item}>
        {about.title}
      </WorkLink>
      <span class="quiet">
        {' '}
        since <Ago at={since} bare />
        {life !== null && `, ${life}`}
        {seen?.last_sign_at != null && (
          <>
            , last sign <Ago at={seen.last_sign_at} />
          </>
        )}
      </span>
      {seen?.doing != null && <span class="doing">{seen.doing}</span>}
    </p>
  );
}

function SpecRow({ workspace, spec }: { readonly workspace: string; readonly spec: LineageView }) {
  const { root, title, state, work_done, work_total, stages, total_tokens, wall_minutes } = spec;
  return (
    <li class="row">
      <State state={state} />
      <WorkLink workspace={workspace} root={root} item={null}>
        {title}
      </WorkLink>
      {spec.wait !== null && <span>{waitText(spec)}</span>}
      <Progress done={work_done} total={work_total} />
      <span class="quiet">
        {counted(stages, 'stage')}, {tokensText(total_tokens)}, {spanText(wall_minutes * 60_000)} of
        work
      </span>
    </li>
  );
}

export function Progress({ done, total }: { readonly done: number; readonly total: number }) {
  if (total === 0) return null;
  const text = `${done} of ${total} done`;
  return (
    <span class="progress">
      <progress value={done} max={total} aria-label={text} /> <span class="number">{text}</span>
    </span>
  );
}
