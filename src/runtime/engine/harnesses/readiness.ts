import { MillraceError } from '../../errors/errors.ts';
import type { Decision, PlanIndex, Run, State } from '../../kernel/index.ts';
import type { Plan, PlanNode } from '../../plan/index.ts';
import { harnessOf, programOf } from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { NO_ATTEMPT, notThere, sampleLaunch } from './inspect.ts';
import { nodesOf } from './plan-runners.ts';
import { environmentOf, findProgram } from './program.ts';
import type { TrustGate } from './trust-gate.ts';

/**
 * Tells of a stage whose program is surely not there, before anything of it is recorded. What else
 * may be wrong with a harness is found out by the stage itself.
 */
export class Readiness {
  /** Where each program was last: one look tells whether it is still there. */
  private readonly places = new Map<string, string>();

  constructor(private readonly ports: EnginePorts) {}

  /** Throws unless the plan is trusted and every stage of it has its program. */
  require(plan: Plan, trust: TrustGate): void {
    const problem = trust.problemOf(plan) ?? this.problemOfPlan(plan);
    if (problem !== null) throw problem;
  }

  private problemOfPlan(plan: Plan): MillraceError | null {
    const work_dir = this.ports.workDir();
    const seen = new Set<string>();
    for (const node of nodesOf(plan)) {
      if (seen.has(node.runner_name)) continue;
      seen.add(node.runner_name);
      const problem = this.problemOfNode(plan, node, work_dir);
      if (problem !== null) return problem;
    }
    return null;
  }

  /** null = the decision starts no stage, or one that has its program. */
  problemOf(index: PlanIndex, state: State, { changes }: Decision): MillraceError | null {
    const starts = changes.flatMap((change) => (change.k === 'attempt@1' ? [change] : []));
    return firstOf(
      starts.map(({ request, work_dir }) => {
        const run = runOf(state, changes, request);
        if (run === undefined) return null;
        return this.problemOfNode(index.plan, index.node(run.plane, run.node), work_dir);
      }),
    );
  }

  private problemOfNode({ runners }: Plan, node: PlanNode, work_dir: string): MillraceError | null {
    const { ports } = this;
    const config = runners[node.runner_name];
    if (config === undefined) return null;
    const launch = sampleLaunch(ports, config, node, { ...NO_ATTEMPT, work_dir });
    const program = launch === null ? config.adapter : programOf(launch);
    const known = this.places.get(program);
    if (known !== undefined && ports.machine.isProgram(known)) return null;
    const found =
      launch === null
        ? ({ is: 'no_adapter' } as const)
        : findProgram(ports, launch, environmentOf(launch, ports.env));
    if (found.is !== 'yes') {
      const { what, next } = notThere(program, found.is, harnessOf(config));
      return notReady(node, what, next);
    }
    this.places.set(program, found.path);
    return null;
  }
}

/** The run whose request is made by these changes, or was made before. */
function runOf(state: State, changes: Decision['changes'], request: string): Run | undefined {
  const made = changes.find((one) => one.k === 'request@1' && one.request === request);
  if (made?.k === 'request@1') return state.runs.get(made.run);
  return [...state.runs.values()].find((run) => run.request?.id === request);
}

function firstOf(problems: readonly (MillraceError | null)[]): MillraceError | null {
  return problems.find((problem) => problem !== null) ?? null;
}

function notReady({ node_id, runner_name }: PlanNode, what: string, next: string): MillraceError {
  return new MillraceError('runner_not_available', {
    what: `The stage ${node_id} cannot be started by ${runner_name}: ${what}`,
    expected: 'a program that this user can start',
    next:
      `${next}; or set default_mode in millrace.toml to a mode of another harness. ` +
      'Then call this again. doctor with harness true shows what is there',
    details: { runner: runner_name },
  });
}
