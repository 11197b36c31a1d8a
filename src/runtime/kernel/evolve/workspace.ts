import { exhausted } from '../../errors/exhausted.ts';
import type {
  AnyWorkspaceChange,
  CommandChange,
  ConfigChange,
  ContractChange,
  HandoffChange,
  IdeaChange,
  LoopChange,
  PauseChange,
  PlanChange,
  TargetOpenChange,
  TargetVerdictChange,
} from '../changes/changes.ts';
import type { State, Touched } from '../state/state.ts';
import { intervene } from './interventions.ts';
import { lineageOf } from './items.ts';
import { endTarget } from './lineage.ts';
import { closeMatter, closeQuestionsOf } from './questions.ts';
import { askAnew } from './stages.ts';
import { beginSession, foldUsage, warn } from './usage.ts';

/** Source of the pause after attempts in a row whose keeper never ran. */
export const KEEPER_PAUSE = 'keeper_cannot_start';

function tryKeepersAgain(state: State): void {
  for (const run of state.runs.values()) if (run.request !== null) run.request.unspawned = 0;
}

/** Closure targets, handoffs, pauses and whatever else belongs to the workspace as a whole. */
export function evolveWorkspace(state: State, change: AnyWorkspaceChange, touched: Touched): void {
  switch (change.k) {
    case 'open@1':
    case 'epoch@1':
      state.epoch = change.epoch;
      for (const run of state.runs.values()) askAnew(state, run);
      return;
    case 'plan@1':
      touched.plan = true;
      return adopt(state, change);
    case 'config@1':
      return config(state, change);
    case 'target-open@1':
      return open(state, change, touched);
    case 'contract@1':
      return contract(state, change);
    case 'target-verdict@1':
      return verdict(state, change, touched);
    case 'handoff@1':
      return handoff(state, change);
    case 'command@1':
      return command(state, change);
    case 'desire@1':
      state.desired_running = change.running;
      return;
    case 'loop@1':
      return loop(state, change);
    case 'pause@1':
      return pause(state, change);
    case 'resume@1':
      state.pauses.delete(change.source);
      if (change.source === KEEPER_PAUSE) tryKeepersAgain(state);
      return;
    case 'usage-warning@1':
      return warn(state, change);
    case 'hold@1':
    case 'unhold@1':
      lineageOf(state, change.root).held = change.k === 'hold@1' ? change.limit : null;
      if (change.k === 'hold@1') state.held_roots.add(change.root);
      else {
        state.held_roots.delete(change.root);
        closeMatter(state, change.root, 'limit');
      }
      state.dirty_roots.add(change.root);
      return;
    case 'unreadable@1':
      touched.unreadable = true;
      state.unreadable.set(change.path, {
        path: change.path,
        root: change.root,
        sha256: change.document.sha256,
        seq: state.seq,
        problems: change.problems,
      });
      return;
    case 'readable@1':
      touched.unreadable = true;
      state.unreadable.delete(change.path);
      return;
    case 'intervention@1':
      touched.unreadable ||= change.key === null;
      return intervene(state, change);
    case 'idea@1':
      return idea(state, change);
    case 'note@1':
      return;
    default:
      return exhausted(change);
  }
}

function idea(state: State, { k: _, path, ...seen }: IdeaChange): void {
  state.ideas.set(path, { ...seen, at: state.at });
}

function pause(state: State, change: PauseChange): void {
  const { k: _, source, ...facts } = change;
  const { blockers } = change;
  state.pauses.set(source, facts);
  foldUsage(state);
  // Who is told that a rule holds needs no warning that it is near.
  for (const blocker of blockers ?? []) warn(state, blocker);
}

function adopt(state: State, { plan_id, sha256, config }: PlanChange): void {
  state.plan_id = plan_id;
  state.plan_sha256 = sha256;
  state.config_refusal = null;
  if (config !== undefined) state.config = { sha256: config };
}

function config(state: State, change: ConfigChange): void {
  state.config_refusal = change.event === 'refused' ? change.refusal : null;
  if (change.event === 'taken') state.config = { sha256: change.sha256 };
}

function loop(state: State, change: LoopChange): void {
  switch (change.event) {
    case 'started':
      state.loop = { session: change.session, started_at: change.at, refusal: null };
      beginSession(state);
      return;
    case 'refused':
    case 'went_on': {
      const refusal = change.event === 'refused' ? change.refusal : null;
      if (state.loop !== null) state.loop = { ...state.loop, refusal };
      return;
    }
    case 'ended':
      state.loop = null;
      return;
    default:
      return exhausted(change);
  }
}

function contract(state: State, { root, version, items, late }: ContractChange): void {
  const target = state.targets.get(root);
  if (target === undefined) return;
  target.contract = { version, items: target.closed_at === null ? items : [], late };
  state.dirty_roots.add(root);
}

function open(state: State, change: TargetOpenChange, touched: Touched): void {
  state.targets.set(change.root, {
    root: change.root,
    idea: change.idea,
    key: change.key,
    seq: state.seq,
    opened_at: change.at,
    closed_at: null,
    last_run: null,
    last_action: null,
    failure_class: null,
    verdict_path: null,
    report_path: null,
    judged_version: -1,
  });
  state.open_targets.add(change.root);
  state.dirty_roots.add(change.root);
  touched.targets.add(change.root);
}

function verdict(state: State, change: TargetVerdictChange, touched: Touched): void {
  const target = state.targets.get(change.root);
  if (target === undefined) return;
  const lineage = lineageOf(state, change.root);
  target.last_run = change.run;
  target.last_action = change.action;
  target.failure_class = change.failure_class;
  target.verdict_path = change.verdict_path;
  target.report_path = change.report_path;
  target.judged_version = lineage.version;
  const version = target.contract?.version ?? 1;
  if (version > 1) target.judged_contract = version;

  closeMatter(state, change.root, 'closure');
  if (change.action === 'remediation') lineage.remediations += 1;
  if (change.action === 'closed') {
    endTarget(state, target, change.at);
    closeQuestionsOf(state, change.root, null);
  }
  state.dirty_roots.add(change.root);
  touched.targets.add(change.root);
}

/** Answers that a repeated call may still ask for. */
const ANSWERS_KEPT_MAX = 500;

function command(state: State, change: CommandChange): void {
  if (change.number !== null) state.mailbox_number = Math.max(state.mailbox_number, change.number);
  if (change.request_key === null) return;
  const { answer, content = null } = change;
  state.answers.set(change.request_key, { answer, content });
  const [oldest] = state.answers.keys();
  if (state.answers.size > ANSWERS_KEPT_MAX && oldest !== undefined) state.answers.delete(oldest);
}

function handoff(state: State, change: HandoffChange): void {
  if (change.root !== null && change.source !== null) {
    lineageOf(state, change.root).handoffs += 1;
    state.dirty_roots.add(change.root);
  }
  if (change.source === null) return;
  state.handoffs.set(change.incident, {
    incident: change.incident,
    source: change.source,
    open: 0,
  });
}
