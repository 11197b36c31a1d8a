import { clip } from '../operations/support/text.ts';
import type { ActiveStage, LoopEvent, LoopFacts, UsageView } from '../runtime/api/index.ts';
import { exhausted } from '../runtime/errors/exhausted.ts';

const TEXT_BYTES_MAX = 300;
/** What idleness is called, by its cause. */
const IDLE_REASONS = { idle: 'no_work', waiting: 'work_waits', paused: 'paused' } as const;

/** What a monitor shows of an event, without the time. */
export function linesOf(event: LoopEvent): string[] {
  switch (event.kind) {
    case 'started':
      return startLines(event.facts);
    case 'adopted':
      return [`resumed active ${stageText(event.stage, event.status, false)}`];
    case 'dispatched':
      return [`stage start ${stageText(event.stage, event.status, true)}`];
    case 'applied':
      return appliedLines(event);
    case 'idle':
      return [idleLine(event)];
    case 'warned':
      return [warnedLine(event)];
    case 'skill':
      return [skillLine(event)];
    case 'reloaded':
      return [`config reloaded plan=${event.plan_id}`];
    case 'governed':
      return governedLines(event);
    case 'command':
      return [`command ${event.name} ${short(event.detail)}`];
    case 'recovered':
      return [`recovered ${short(event.note)}`];
    case 'refused':
      return [`refused code=${event.code} ${short(event.what)}`, `next ${short(event.next)}`];
    case 'suspended':
      return [`clock ahead by ${seconds(event.ms)}: the machine slept, or its clock was set`];
    case 'unwatched':
      return [`unwatched ${event.path}: the system says ${event.why}; it is looked at instead`];
    case 'stopped':
      return [`stopped reason=${event.reason} ticks=${event.ticks}`];
    default:
      return exhausted(event);
  }
}

/** As release 0.18.0 says it. */
function governedLines({ rules, cleared }: Extract<LoopEvent, { kind: 'governed' }>): string[] {
  if (rules.length === 0) return [`governance resume cleared_rules=${cleared}`];
  return rules.map(
    ({ source, rule_id, window, observed, threshold, next_resume_at }) =>
      `governance pause source=${source} rule=${rule_id} window=${window} observed=${observed} ` +
      `threshold=${threshold} next_resume=${next_resume_at ?? 'none'}`,
  );
}

/** Only where nobody knows does release 0.18.0 say something as well. */
function warnedLine(event: Extract<LoopEvent, { kind: 'warned' }>): string {
  const { rule_id, window, observed, threshold, detail } = event;
  return detail === null
    ? `governance near rule=${rule_id} window=${window} observed=${observed} threshold=${threshold}`
    : `governance degraded source=subscription_quota policy=fail_open detail=${short(detail)}`;
}

/** A promotion has the words of release 0.18.0, which knows no other change of a skill. */
function skillLine(event: Extract<LoopEvent, { kind: 'skill' }>): string {
  const { skill, act, is_written, planes, source } = event;
  const what = act === 'promote' ? 'curator promotion' : `skill ${act}`;
  if (is_written) return `${what} applied skill=${skill}`;
  return `${what} deferred skill=${skill} active=${planes.join(',')} source=${short(source ?? '')}`;
}

function startLines(facts: LoopFacts): string[] {
  const { mode_id, plan_id, currentness, manifest_id, seed_package } = facts;
  const exclusive = facts.exclusive.join(',');
  const concurrent = facts.concurrent.join(',');
  const isSerial = exclusive === '' && concurrent === '';
  const markers = facts.loops.map(({ plane }) => `${plane}=${facts.markers[plane] ?? 'IDLE'}`);
  const queues = Object.entries(facts.queues).map(([plane, count]) => `${plane}=${count}`);
  return [
    `runtime started mode=${mode_id} plan=${plan_id} currentness=${currentness}`,
    `baseline manifest=${manifest_id?.slice(0, 12) ?? 'unknown'} seed_package=${seed_package ?? 'unknown'}`,
    `loops ${facts.loops.map(({ plane, loop_id }) => `${plane}=${loop_id}`).join(' ')}`,
    isSerial ? 'concurrency none' : `concurrency exclusive=${exclusive} concurrent=${concurrent}`,
    `scheduler mode=${isSerial ? 'serial' : 'plane-concurrent'}`,
    `snapshot status ${markers.join(' ')} queue ${queues.join(' ')}`,
  ];
}

/** The running marker of a stage is shown only where its name does not say the same. */
function stageText(stage: ActiveStage, status: string, withWork: boolean): string {
  const work =
    stage.work === null ? `closure:${stage.closure_root}` : `${stage.work.family}:${stage.work.id}`;
  const isObvious = status === `${stage.stage_kind.toUpperCase()}_RUNNING`;
  return [
    stageRef(stage.plane, stage.stage_kind, stage.node),
    `run=${handle(stage.run_id)}`,
    ...(withWork ? [`work=${work}`] : []),
    ...(isObvious ? [] : [`status=${status}`]),
  ].join(' ');
}

function appliedLines({ applied, facts }: Extract<LoopEvent, { kind: 'applied' }>): string[] {
  const run = `run=${handle(applied.run_id)}`;
  const stage = stageRef(applied.plane, facts.stage_kind, applied.node);
  const dur = `dur=${applied.duration_seconds.toFixed(1)}s`;
  const elapsed = `elapsed=${seconds(facts.run.elapsed_ms)}`;
  return [
    `stage done ${stage} ${run} result=${applied.outcome} ${dur}${tokens(facts.usage)}`,
    `run ${applied.plane} ${run} ${elapsed}${tokens(facts.run.usage)}`,
    routeLine(applied.plane, facts.route),
  ];
}

type Route = Extract<LoopEvent, { kind: 'applied' }>['facts']['route'];

function routeLine(plane: string, { action, node, reason }: Route): string {
  const why = ` reason=${short(reason)}`;
  if (node !== null) return `route ${plane} -> ${node}${why}`;
  if (action === 'idle') return `route ${plane} done${why}`;
  return action === 'blocked'
    ? `route ${plane} blocked${why}`
    : `route ${plane} action=${action}${why}`;
}

function idleLine({ did, reason }: Extract<LoopEvent, { kind: 'idle' }>): string {
  return did === 'paused'
    ? `paused reason=${short(reason ?? '')}`
    : `idle reason=${IDLE_REASONS[did]}`;
}

function stageRef(plane: string, stage: string, node: string): string {
  return node === stage ? `${plane}/${stage}` : `${plane}/${stage} node=${node}`;
}

/** Ids of runs differ in what follows the word. */
function handle(run_id: string): string {
  return run_id.replace(/^run-/, '');
}

function tokens(usage: UsageView | null): string {
  if (usage === null) return '';
  const parts = [
    `in=${usage.input_tokens}`,
    `cached=${usage.cached_input_tokens}`,
    `out=${usage.output_tokens}`,
    `think=${usage.thinking_tokens}`,
    `total=${usage.total_tokens}`,
    ...(usage.cost_usd === undefined ? [] : [`cost_usd=${usage.cost_usd}`]),
  ];
  return ` tokens=${parts.join(' ')}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)}s`;
}

function short(text: string): string {
  return clip(text, TEXT_BYTES_MAX);
}
