import { MillraceError } from '../errors.ts';
import type { Decision, PlanIndex, State } from '../kernel/index.ts';
import type { Plan, PlanNode } from '../plan/index.ts';
import { harnessFacts, programOf } from '../runners/index.ts';
import { nodesOf } from './doctor-runners.ts';
import { NO_ATTEMPT, notThere, sampleLaunch } from './harness-look.ts';
import type { EnginePorts } from './ports.ts';
import { environmentOf, findProgram } from './program.ts';

/**
 * Tells of a stage whose program is surely not there, before anything of it is recorded. What else
 * may be wrong with a harness is found out by the stage itself.
 */
export class Readiness {
  /** Where each program was last: one look tells whether it is still there. */
  private readonly places = new Map<string, string>();

  constructor(private readonly ports: EnginePorts) {}

  /** null = every stage of the plan has its program. */
  problemOfPlan(plan: Plan): MillraceError | null {
    return this.firstProblem(plan, nodesOf(plan));
  }

  /** null = the decision starts no stage, or one that has its program. */
  problemOf(index: PlanIndex, state: State, { changes }: Decision): MillraceError | null {
    const started = changes.flatMap((change) => {
      if (change.k !== 'attempt@1') return [];
      const asked = changes.find((one) => one.k === 'request@1' && one.request === change.request);
      const run =
        asked?.k === 'request@1'
          ? state.runs.get(asked.run)
          : [...state.runs.values()].find(({ request }) => request?.id === change.request);
      return run === undefined ? [] : [index.node(run.plane, run.node)];
    });
    return this.firstProblem(index.plan, started);
  }

  private firstProblem(plan: Plan, nodes: readonly PlanNode[]): MillraceError | null {
    for (const node of nodes) {
      const problem = this.problemOfNode(plan, node);
      if (problem !== null) return problem;
    }
    return null;
  }

  private problemOfNode({ runners }: Plan, node: PlanNode): MillraceError | null {
    const { ports } = this;
    const config = runners[node.runner_name];
    if (config === undefined) return null;
    const places = { ...NO_ATTEMPT, work_dir: ports.workDir() };
    const launch = sampleLaunch(ports, config, node, places);
    const program = launch === null ? config.adapter : programOf(launch);
    const known = this.places.get(program);
    if (known !== undefined && ports.machine.isProgram(known)) return null;
    const found =
      launch === null
        ? ({ is: 'no_adapter' } as const)
        : findProgram(ports, launch, environmentOf(launch, ports.env));
    if (found.is !== 'yes') {
      const { what, next } = notThere(program, found.is, harnessFacts(config));
      return notReady(node, what, next);
    }
    this.places.set(program, found.path);
    return null;
  }
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
