import { type AttemptStatus, inspectAttempt } from '../../keeper/inspect.ts';
import { SPARE_FOLDER } from '../../keeper/types.ts';
import type { Run, State } from '../../kernel/index.ts';
import { workspacePath } from '../../plan/index.ts';
import { type Layout, PLACES } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { type Findings, NOTHING_TO_DO } from './findings.ts';

const RUN_ONCE = 'call run_once';
const NAME = /^request-([0-9a-f]+)-(\d+)-\d+$/;

/** The finding of an open attempt, by how it looks. */
const WORDS: Readonly<Record<AttemptStatus, Parameters<typeof attemptFinding>>> = {
  running: ['attempt_running', 'its keeper holds its lock', NOTHING_TO_DO],
  completed: ['attempt_ended', 'it has ended; its result is not applied yet', RUN_ONCE],
  unclaimed: [
    'attempt_not_started',
    'no keeper has claimed it',
    `${RUN_ONCE}: it is dispatched anew`,
  ],
  void: ['attempt_not_started', 'it was declared void', `${RUN_ONCE}: it is dispatched anew`],
  unattended: [
    'attempt_unattended',
    'its keeper is dead and left no verdict',
    `${RUN_ONCE}: it is judged`,
  ],
  missing: ['attempt_folder_missing', 'its folder is gone', `${RUN_ONCE}: it counts as lost`],
};

type Code =
  | 'attempt_running'
  | 'attempt_ended'
  | 'attempt_not_started'
  | 'attempt_unattended'
  | 'attempt_folder_missing';

function attemptFinding(code: Code, what: string, next: string) {
  return { code, what, next };
}

/** Every attempt that the journal holds open, and folders of which it knows nothing. */
export function checkAttempts(
  ports: EnginePorts,
  layout: Layout,
  state: State,
  findings: Findings,
): void {
  const open = [...state.runs.values()].flatMap((run) => liveOf(run) ?? []);
  for (const { run, attempt } of open) {
    const { code, what, next } = attemptFinding(
      ...WORDS[inspectAttempt(ports, layout.attempt(attempt))],
    );
    findings.add(code, attempt, `${run.node} of ${run.id}: ${what}`, next);
  }
  const all = ports.disk.list(layout.attempts) ?? [];
  const folders = all.filter(({ name }) => name !== SPARE_FOLDER);
  findings.checked('attempts', `${open.length} open, ${folders.length} folders`);
  for (const { name } of folders) {
    const what = unknownBecause(state, name);
    if (what === null) continue;
    findings.add('attempt_left_over', workspacePath(`${PLACES.attempts}/${name}`), what);
  }
}

function liveOf(run: Run): { run: Run; attempt: string } | null {
  const attempt = run.request?.live?.id;
  return attempt === undefined ? null : { run, attempt };
}

function unknownBecause(state: State, name: string): string | null {
  const [, epoch, ordinal] = NAME.exec(name) ?? [];
  if (epoch === undefined) return 'it is not named like an attempt';
  if (epoch !== state.epoch) return 'it is of an earlier journal of this workspace';
  if (Number(ordinal) <= state.requests_started) return null;
  return 'it was prepared and never dispatched; nothing ran in it';
}
