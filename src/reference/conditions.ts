import { terminalReader } from '../cli/reader.ts';
import { findOperation, groups } from '../operations/index.ts';
import { asToolCall } from '../operations/support/group.ts';
import { stepFor } from '../operations/support/reader.ts';
import { type Call, nextStep } from '../operations/support/step.ts';
import { CONDITIONS, OUTLOOKS, type Outlook } from '../runtime/api/condition.ts';
import type { About, LoopView } from '../runtime/api/index.ts';
import { code, pageStart, table } from './markdown.ts';

const PAINT: About = {
  root: 'shed',
  item: 'task/paint',
  title: 'Paint',
  state: 'waiting',
  wait: null,
};
const SHED: About = { ...PAINT, item: null, title: 'A shed' };
const NO_LOOP: LoopView = {
  running: false,
  should_run: false,
  run_style: 'daemon',
  pid: null,
  since: null,
  session: null,
  host: null,
  version: null,
};

/** One of each way in which it can stand; a new kind does not compile before it has its own. */
const EXAMPLES: {
  readonly [K in Outlook['kind']]: readonly Extract<Outlook, { kind: K }>[];
} = {
  refused: [refusal('config_invalid'), refusal('runner_not_available'), refusal('state_deleted')],
  working: [{ kind: 'working', about: PAINT, node: 'builder', attempt: 'request-000001-1' }],
  paused: [
    pause('operator', null, 'resume'),
    pause('operator:planning', null, 'resume', 'planning'),
    pause('runner', null, 'mend'),
    pause('disk_full', null, 'alone'),
    pause('provider', '2026-01-02T03:04:05Z', 'alone'),
    pause('usage_governance', '2026-01-02T03:04:05Z', 'alone'),
    pause('usage_governance', null, 'mend'),
  ],
  trust: [{ kind: 'trust', fix: 'the user runs `millrace trust`' }],
  ready: [{ kind: 'ready' }],
  question: [question(false), question(true)],
  limit: [{ kind: 'limit', about: SHED, limit: 'stages_per_lineage', asked: 'q-2' }],
  blocked: [{ kind: 'blocked', about: PAINT }],
  verdict: [
    { kind: 'verdict', about: SHED, run: null, written: true },
    { kind: 'verdict', about: SHED, run: null, written: false },
  ],
  unreadable: [{ kind: 'unreadable', root: null, path: 'tasks/queue/paint.md', problem: 'empty' }],
  dependency: [{ kind: 'dependency', about: PAINT, why: 'missing', on: 'task/walls' }],
  idle: [
    { kind: 'idle', closed: null },
    { kind: 'idle', closed: SHED },
  ],
};

/** `docs/reference/conditions.md`. */
export function conditionsPage(): string {
  const about =
    'The closed set of words in which an answer says how the workspace stands (`condition`), what ' +
    'makes it so, and the call that `next` then names. The first that holds is told, from top to ' +
    'bottom. `status` lists everything that does not go on by itself as `blockers`, each with its call.';
  const conditions = Object.entries(CONDITIONS).map(([name, meaning]) => [code(name), meaning]);
  const reasons = Object.entries(OUTLOOKS).map(([kind, [told, meaning]]) => [
    code(kind),
    code(told),
    meaning,
  ]);
  return [
    ...pageStart('Conditions', about),
    ...table(['condition', 'meaning'], conditions),
    '## What makes it so',
    '',
    ...table(['reason', 'told as', 'meaning'], reasons),
    '## What to do',
    '',
    'Examples without a loop. While a loop runs, `run_wait` stands in the place of `run_start`; where',
    'a loop should run and does not, `next` says so and names `run_start`.',
    '',
    ...table(
      ['reason', 'because', 'before the call', 'call', 'in a terminal'],
      Object.values(EXAMPLES).flatMap((examples) => examples.map(exampleRow)),
    ),
  ].join('\n');
}

function exampleRow(outlook: Outlook): string[] {
  const step = nextStep({ outlook, loop: NO_LOOP });
  const { call, why, first = '' } = step;
  const own = stepFor(terminalReader, step).call;
  const command = terminalReader.callText(own.operation, own.input);
  return [code(outlook.kind), why, first, code(toolText(call)), command];
}

function toolText({ operation, input }: Call): string {
  const found = findOperation(operation);
  const call =
    found === undefined ? { name: operation, arguments: input } : asToolCall(found, groups, input);
  const isBare = Object.keys(call.arguments).length === 0;
  return isBare ? call.name : `${call.name} ${JSON.stringify(call.arguments)}`;
}

function refusal(error: string): Extract<Outlook, { kind: 'refused' }> {
  const [what, fix] = ['as the error says', 'do what the error says'];
  return { kind: 'refused', code: error, what, fix };
}

type Ends = Extract<Outlook, { kind: 'paused' }>['ends'];

function pause(source: string, until: string | null, ends: Ends, plane: string | null = null) {
  const reason = 'as it says';
  return { kind: 'paused', source, reason, until, plane, ends } as const;
}

function question(needs_person: boolean): Extract<Outlook, { kind: 'question' }> {
  return {
    kind: 'question',
    about: PAINT,
    id: 'q-1',
    node: 'planner',
    question: 'Which colour?',
    options: ['red', 'green'],
    default: null,
    needs_person,
    expires_at: null,
  };
}
