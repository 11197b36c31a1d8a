import { clip } from '../operations/support/text.ts';
import type { DelegationView } from '../product/delegation.ts';
import type { Standing } from '../product/standing.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';
import { RUNTIME_FOLDER } from '../runtime/plan/runtime-folder.ts';
import { printable } from '../runtime/text/printable.ts';

/** Some clients show a model no more before it looks for a tool, so these have to do alone. */
export const FIRST_LENGTH_MAX = 250;

const FIRST = [
  'Millrace runs work too long for one session: enqueue_spec hands over, run_start works, run_wait',
  'tells of closure. Start with status.',
].join(' ');

const FLOW = [
  'It plans, builds, checks, repairs and judges; work survives crashes and sessions. New workspace: init,',
  'compile_validate, enqueue_spec, run_start, run_wait. Each answer has `next`, the step to take. The',
  'loop that run_start starts outlives you; run_stop ends it. Without it, run_once runs one stage, waits',
  'at most wait_seconds, and the next call, from any client, waits for the same stage.',
  '`simulated: true` means that a script played the stages and no model worked.',
];

const EVIDENCE = [
  'Refused calls answer {error: {code, message, next}}; do what `next` says. Evidence: runs_trace,',
  'and the resources millrace://status, plan, specs, queue, items, runs, decisions, events, docs;',
  'subscribe to hear of changes. Below',
  `${RUNTIME_FOLDER}/ edit only config and assets; work goes in through enqueue_spec.`,
];

type Policy = NonNullable<DelegationView['policy']>;

const DELEGATION: Readonly<Record<Policy, string>> = {
  ask: 'Delegate only when the person asks for it.',
  suggest: 'You may suggest to delegate, and do it when the person agrees.',
  allow: 'The person lets you delegate at your discretion.',
};

const CHANGE = 'Only a person changes that: `millrace policy delegation` in a terminal.';

/** What is looked at when a client connects. */
export interface Opening {
  /** null = nobody has looked. */
  readonly standing: Standing | null;
  readonly delegation: DelegationView['policy'];
}

/** How things stand comes first: a model reads it before it decides whether to look closer. */
export function instructionsFor({ standing, delegation }: Opening): string {
  const room = FIRST_LENGTH_MAX - FIRST.length - 1;
  const stands = standing === null ? '' : `${clip(printable(standingText(standing)), room)} `;
  const first = `${stands}${FIRST}`;
  const policy = [DELEGATION[delegation ?? 'ask'], CHANGE];
  const texts = [FLOW, policy, EVIDENCE];
  return [first, ...texts.map((lines) => lines.join(' '))].join('\n\n');
}

function standingText(standing: Standing): string {
  switch (standing.kind) {
    case 'no_project':
      return 'No folder is known here: name `workspace` in each call.';
    case 'none':
      return 'No workspace here yet: init makes one.';
    case 'unsaid':
      return 'A workspace is here; status says how it stands.';
    case 'unreadable':
      return 'The workspace here cannot be read: status says why.';
    case 'known':
      return `Here: ${partsOf(standing).join('; ')}.`;
    default:
      return exhausted(standing);
  }
}

/** What needs somebody before what goes on by itself: the end of a long line is cut. */
function partsOf(standing: Extract<Standing, { kind: 'known' }>): string[] {
  const { active, queued, paused, open_questions, blocked_items } = standing;
  const parts = [
    ...counted(open_questions, 'question waits for a person', 'questions wait for a person'),
    ...counted(blocked_items, 'item blocked', 'items blocked'),
    ...(paused ? ['paused'] : []),
    ...active,
    ...counted(queued, 'queued', 'queued'),
  ];
  return parts.length === 0 ? ['no open work'] : parts;
}

function counted(count: number | null, one: string, many: string): string[] {
  if (count === null || count === 0) return [];
  return [`${count} ${count === 1 ? one : many}`];
}
