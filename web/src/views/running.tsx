import type { ActiveStageView, AttemptLife } from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { Link, WorkLink } from '../parts/link.tsx';
import { Ago, Since } from '../parts/time.tsx';
import { costText, tokensText } from '../parts/words.ts';

interface RunningProps {
  readonly workspace: string;
  readonly look: LookAnswer;
}

/** The stages that run, and those that come next. */
export function Running({ workspace, look }: RunningProps) {
  if (look.status.active.length === 0) return null;
  return (
    <ul class="running" aria-label="Stages at work">
      {look.status.active.map((stage) => (
        <Stage key={stage.run_id} workspace={workspace} look={look} stage={stage} />
      ))}
    </ul>
  );
}

function Stage({ workspace, look, stage }: RunningProps & { readonly stage: ActiveStageView }) {
  const { node, run_id, about, since, phase, life, attempt_id } = stage;
  const seen = look.doing[attempt_id ?? ''];
  const isLive = phase === 'running' && (life === 'alive' || life === 'starting');
  return (
    <li>
      <p>
        <span class={isLive ? 'live-mark' : 'quiet'} aria-hidden="true">
          ●
        </span>{' '}
        <Link to={{ view: 'run', workspace, key: run_id }}>{node}</Link>{' '}
        {phase === 'running' ? 'works on' : 'is next, on'}{' '}
        <WorkLink workspace={workspace} root={about.root} item={about.item}>
          {about.title}
        </WorkLink>
      </p>
      {seen?.doing != null && <p class="doing">{seen.doing}</p>}
      <p class="quiet">
        for <Since at={since} />
        {life !== null && life !== 'alive' && `, ${LIVES[life]}`}
        {seen?.last_sign_at != null && (
          <>
            , last sign of life <Ago at={seen.last_sign_at} />
          </>
        )}
        <SoFar look={look} root={about.root} />
      </p>
    </li>
  );
}

/** A stage says what it used when it ends; until then this is known of its spec. */
function SoFar({ look, root }: { readonly look: LookAnswer; readonly root: string | null }) {
  const spec = look.status.specs.find((one) => one.root === root);
  if (spec === undefined || spec.total_tokens === null) return null;
  const { total_tokens, cost_usd, unpriced } = spec;
  const cost = cost_usd === null ? '' : `, ${costText(cost_usd, unpriced)}`;
  return (
    <>
      ; its spec so far {tokensText(total_tokens)} tokens{cost}
    </>
  );
}

const LIVES: Readonly<Record<Exclude<AttemptLife, 'alive'>, string>> = {
  starting: 'it starts',
  ended: 'it has ended and its result is taken next',
  dead: 'it is gone without a result',
  unknown: 'nobody here can tell whether it lives',
};
