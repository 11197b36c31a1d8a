import type {
  EarlierDocument,
  EarlierFiles,
  EarlierRun,
  EarlierTarget,
} from '../../earlier/index.ts';
import {
  type Change,
  keyOf,
  type RouteAction,
  recorded,
  type TargetVerdictChange,
  targetOpenChange,
  targetVerdictChange,
} from '../../kernel/index.ts';
import { RUNTIME_FOLDER } from '../../plan/index.ts';
import type { Hash } from '../../ports/index.ts';
import { endOf } from './history.ts';

/** Closure targets that have a root document, and what was last judged of them. */
export interface Closure {
  readonly root: string;
  readonly opened: Change;
  readonly target: EarlierTarget['target'];
}

export function closuresOf(
  hash: Hash,
  files: EarlierFiles,
  targets: readonly EarlierTarget[],
  documents: readonly EarlierDocument[],
): Closure[] {
  const roots = new Map(
    documents
      .filter(({ family }) => family.closure.role === 'root')
      .map((one) => [one.document.id, one]),
  );
  return targets.flatMap(({ target, spec, idea }) => {
    const { root_spec_id: root, root_idea_id, opened_at } = target;
    const document = roots.get(root);
    if (document === undefined) {
      files.keep(`arbiter/targets/${root}.json`, 'names no root document that is there');
      return [];
    }
    const text = spec ?? document.text;
    const opened = targetOpenChange({
      root,
      idea: root_idea_id,
      key: keyOf(document.family.family_id, root),
      spec: recorded(hash, text),
      source: recorded(hash, idea ?? text),
      at: opened_at,
    });
    if (spec === null || idea === null) {
      files.change(
        `arbiter/targets/${root}.json`,
        'lacks a frozen contract; its document stands for it',
      );
    }
    return [{ root, opened, target }];
  });
}

/** What was judged, once all runs are in. An open target that was never judged has none. */
export function judgedChange({ root, target }: Closure, runs: readonly EarlierRun[]): Change[] {
  const { closure_open, closed_at, last_arbiter_run_id } = target;
  const run = runs.find(({ id }) => id === last_arbiter_run_id);
  const last = run?.stages.at(-1);
  const action = closure_open
    ? ACTIONS[last === undefined ? 'idle' : endOf(last.result, last.edge)]
    : 'closed';
  if (action === null) return [];
  return [
    targetVerdictChange({
      root,
      run: last_arbiter_run_id ?? '',
      action,
      failure_class: last?.result.metadata.failure_class ?? null,
      at: closed_at ?? last?.result.completed_at ?? target.opened_at,
      verdict_path: belowRuntimeFolder(target.latest_verdict_path),
      report_path: belowRuntimeFolder(target.latest_report_path),
    }),
  ];
}

/** By how the run of a target ended that is still open. */
const ACTIONS: Readonly<Record<RouteAction, TargetVerdictChange['action'] | null>> = {
  idle: null,
  run_stage: null,
  handoff: 'remediation',
  blocked: 'blocked',
};

function belowRuntimeFolder(path: string | null): string | null {
  const prefix = `${RUNTIME_FOLDER}/`;
  return path?.startsWith(prefix) ? path.slice(prefix.length) : null;
}
