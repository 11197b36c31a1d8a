import type { Blocker } from '../../../src/runtime/api/index.ts';
import type { LookAnswer } from '../../../src/web/answers.ts';
import { Command } from '../parts/command.tsx';
import { WorkLink } from '../parts/link.tsx';
import { Linked } from '../parts/linked.tsx';
import { Clock, In } from '../parts/time.tsx';

type Waiting = LookAnswer['waits'][number];
type Asked = Extract<Blocker, { kind: 'question' }>;
type Paused = Extract<Blocker, { kind: 'paused' }>;

interface WaitsProps {
  readonly workspace: string;
  readonly waits: readonly Waiting[];
  /** Of all, shown or not. */
  readonly total?: number;
}

/** What does not go on by itself, each with what a person does about it. */
export function Waits({ workspace, waits, total = waits.length }: WaitsProps) {
  if (waits.length === 0) return null;
  return (
    <ul class="waits" aria-label="What does not go on by itself">
      {waits.map((one) => (
        <li key={one.what + one.command}>
          <What workspace={workspace} wait={one} />
          {!goesOnAlone(one.of) && <Answer wait={one} />}
        </li>
      ))}
      {total > waits.length && <li class="quiet">and {total - waits.length} more</li>}
    </ul>
  );
}

function What({ workspace, wait: { of, what } }: { workspace: string; wait: Waiting }) {
  switch (of.kind) {
    case 'question':
      return <Question workspace={workspace} asked={of} />;
    case 'paused':
      return <Pause pause={of} />;
    default:
      return (
        <p>
          <Linked
            workspace={workspace}
            text={`${what.slice(0, 1).toUpperCase()}${what.slice(1)}.`}
          />
        </p>
      );
  }
}

function Question({ workspace, asked }: { readonly workspace: string; readonly asked: Asked }) {
  const { node, about, question, options, default: taken, expires_at, needs_person } = asked;
  return (
    <>
      <p class="quiet">
        {node ?? 'Millrace'} asks about{' '}
        <WorkLink workspace={workspace} root={about.root} item={about.item}>
          {about.title}
        </WorkLink>
        {needs_person && ', and only a person may answer'}
      </p>
      <p class="question">{question}</p>
      {options.length > 0 && (
        <ol class="options">
          {options.map((option) => (
            <li key={option}>{option}</li>
          ))}
        </ol>
      )}
      {expires_at !== null && (
        <p class="quiet">
          Unanswered, {taken === null ? 'it stays open' : `"${taken}" is taken`}{' '}
          <In at={expires_at} />.
        </p>
      )}
    </>
  );
}

function Pause({ pause: { source, reason, until, plane, ends } }: { readonly pause: Paused }) {
  return (
    <p>
      <strong>{plane === null ? 'Paused' : `${plane} is paused`}</strong> by {source}: {reason}
      {until !== null && (
        <>
          . It goes on by itself <In at={until} />, at <Clock at={until} />
        </>
      )}
      {until === null && ends === 'alone' && '. It goes on by itself'}
    </p>
  );
}

function goesOnAlone(of: Blocker): boolean {
  return of.kind === 'paused' && of.ends === 'alone' && of.until !== null;
}

function Answer({ wait: { first, command } }: { readonly wait: Waiting }) {
  return (
    <p class="answer">
      {first !== null && <span class="quiet">{first}: </span>}
      <Command text={command} />
    </p>
  );
}
