import type { StageRequest } from '../../src/runtime/runners/index.ts';
import { done, task } from '../../src/sim/shipped-player.ts';
import type { Played } from '../../src/sim/sim-attempts.ts';

/**
 * The shape of a published campaign of 28 hours: 11 specs, 57 tasks, 99 runs, 261 stage results and 5
 * remediations. Ten of the tasks are handed back to planning and replaced; three are repaired.
 */
export const PUBLISHED = { specs: 11, tasks: 57, runs: 99, stages: 261, remediations: 5 } as const;

const TASKS_PER_SPEC = 4;
const SHORT_SPECS_FROM = 9;
const HANDED_BACK_SPECS = 10;
const REPAIRED_SPECS = [1, 2, 3];
const REMEDIATED_SPECS = [0, 2, 4, 6, 8];
const LATE_SPEC = 0;

/** Place of a spec in the published pattern, which repeats. */
function placeOf(spec: number): number {
  return spec % PUBLISHED.specs;
}

export function specTitle(spec: number): string {
  return `Part ${numbered(spec)}`;
}

function numbered(spec: number): string {
  return String(spec).padStart(4, '0');
}

/** What a spec comes to: handed over by its manager. */
export function tasksOf(spec: number): string[] {
  const place = placeOf(spec);
  const count = place < SHORT_SPECS_FROM ? TASKS_PER_SPEC : TASKS_PER_SPEC - 1;
  return Array.from({ length: count }, (_, at) => {
    const last = at === count - 1;
    const kind = last && place < HANDED_BACK_SPECS ? backKind(place) : first(at, place);
    return `task-${kind}-${numbered(spec)}-${at}`;
  });
}

function backKind(place: number): string {
  return place === LATE_SPEC ? 'late' : 'back';
}

function first(at: number, place: number): string {
  return at === 0 && REPAIRED_SPECS.includes(place) ? 'fix' : 'plain';
}

export function isRemediated(spec: number): boolean {
  return REMEDIATED_SPECS.includes(placeOf(spec));
}

/** Numbers of a campaign of so many specs, whose stages report so many tokens each. */
export function expected(specs: number, tokensPerStage: number) {
  const all = Array.from({ length: specs }, (_, spec) => spec);
  const backs = all.filter((spec) => placeOf(spec) < HANDED_BACK_SPECS).length;
  const remediations = all.filter(isRemediated).length;
  const tasks = all.reduce((sum, spec) => sum + tasksOf(spec).length, 0) + backs + remediations;
  const late = all.filter((spec) => placeOf(spec) === LATE_SPEC).length;
  const fixes = all.filter((spec) => REPAIRED_SPECS.includes(placeOf(spec))).length;
  const arbiters = specs + remediations;
  const incidents = backs + remediations;
  const stages = specs * 2 + tasks * 3 + arbiters + incidents * 3 + fixes * 2 + late;
  const runs = specs + tasks + arbiters + incidents;
  return { specs, tasks, runs, stages, remediations, tokens: stages * tokensPerStage };
}

export const USAGE = {
  input_tokens: 1000,
  cached_input_tokens: 400,
  output_tokens: 200,
  thinking_tokens: 0,
  total_tokens: 1200,
};

/** How a stage of the campaign ends. `judged`: the closure of its root was judged before. */
export function play(request: StageRequest, judged: (root: string) => boolean): Played {
  const id = request.work?.id ?? '';
  const root = request.work?.root ?? request.closure?.root ?? '';
  const played = done(
    outcomeOf(request, id, root, judged),
    request,
    proposalsOf(request, id, root),
  );
  return { ...played, out: { ...played.out, 'usage.json': JSON.stringify(USAGE) } };
}

function outcomeOf(
  request: StageRequest,
  id: string,
  root: string,
  judged: (root: string) => boolean,
): string {
  switch (request.node.node_id) {
    case 'builder':
      return id.startsWith('task-back-') ? 'BLOCKED' : 'BUILDER_COMPLETE';
    case 'checker':
      if (id.startsWith('task-late-')) return 'BLOCKED';
      return id.startsWith('task-fix-') ? 'FIX_NEEDED' : 'CHECKER_PASS';
    case 'troubleshooter':
      return 'BLOCKED';
    case 'consultant':
      return 'NEEDS_PLANNING';
    case 'arbiter':
      return isRemediated(specOf(root)) && !judged(root)
        ? 'REMEDIATION_NEEDED'
        : 'ARBITER_COMPLETE';
    default:
      return firstSuccess(request);
  }
}

function firstSuccess({ node }: StageRequest): string {
  const outcomes = Object.entries(node.allowed_result_classes_by_outcome);
  const success = outcomes.find(([, classes]) => classes.includes('success'));
  if (success === undefined) throw new Error(`${node.node_id} has no success`);
  return success[0];
}

function proposalsOf(request: StageRequest, id: string, root: string): Record<string, string> {
  if (request.node.node_id !== 'manager') return {};
  if (request.work?.family !== 'incident') {
    const ids = tasksOf(specOf(root));
    const documents = ids.map((one, at) => [
      `${one}.md`,
      task(one, at === 1 ? ids.slice(0, 1) : []),
    ]);
    return Object.fromEntries(documents);
  }
  const kind = id.startsWith('arbiter-gap') ? 'gap' : 'instead';
  const instead = `task-${kind}-${numbered(specOf(root))}`;
  return { [`${instead}.md`]: task(instead) };
}

function specOf(root: string): number {
  const found = /(\d{4})$/.exec(root)?.[1];
  if (found === undefined) throw new Error(`${root} is no spec of the marathon`);
  return Number(found);
}
