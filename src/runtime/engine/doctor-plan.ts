import { isAbsolute, resolve } from 'node:path';
import type { Plan, RunnerConfig } from '../plan/index.ts';
import { type Layout, PLACES, shown } from '../workspace/index.ts';
import type { Findings } from './doctor-findings.ts';
import type { EnginePorts } from './ports.ts';

const VALIDATE = 'call compile_validate and mend every error it names';
const REASONS_MAX = 3;

/** Config, the adopted plan against its sources, and the programs that its stages need. */
export function checkPlan(
  ports: EnginePorts,
  layout: Layout,
  adopted: Plan | null,
  found: Findings,
): Plan | null {
  const place = shown(PLACES.config);
  found.try('config_invalid', place, () => ports.workDir());
  const { plan: candidate, problems } = ports.plans.candidate();
  for (const problem of problems) found.add('plan_invalid', place, problem, VALIDATE);
  const now = ports.plans.currentness(adopted);
  const why = now.reasons.slice(0, REASONS_MAX).join('; ');
  if (adopted === null) {
    found.add(
      'plan_missing',
      place,
      'no plan is adopted',
      'nothing to do: the first work adopts it',
    );
  } else if (now.state === 'stale') {
    const next = 'nothing to do while no run is active; else compile_validate with adopt true';
    found.add('plan_stale', place, why, next);
  }
  found.checked(
    'plan',
    adopted === null ? 'none is adopted' : `${adopted.compiled_plan_id}: ${now.state}`,
  );
  const plan = adopted ?? candidate;
  if (plan !== null) checkPrograms(ports, layout, plan, found);
  return plan;
}

/** Looks for the programs; starts none of them. */
function checkPrograms(ports: EnginePorts, layout: Layout, plan: Plan, found: Findings): void {
  const nodes = Object.values(plan.graphs_by_plane).flatMap((graph) => graph.nodes);
  const names = [...new Set(nodes.map((node) => node.runner_name))];
  for (const name of names) {
    const config = plan.runners[name];
    const place = `runners.${name}`;
    const program = config === undefined ? null : programOf(config);
    if (program === null) {
      const what = 'this release has no adapter for it';
      found.add('runner_program_missing', place, what, 'choose another runner or mode');
    } else if (!isThere(ports, layout, program)) {
      const next = 'install it, or name another command in millrace.toml';
      found.add('runner_program_missing', place, `its program ${program} is not found`, next);
    }
  }
  found.checked('runners', names.join(', '));
}

function programOf(config: RunnerConfig): string | null {
  return 'command' in config ? config.command : null;
}

function isThere(ports: EnginePorts, layout: Layout, program: string): boolean {
  const { machine, self, env } = ports;
  const path = program.replaceAll('{node}', self.node).replaceAll('{millrace}', self.millrace);
  if (isAbsolute(path)) return machine.isProgram(path);
  if (path.includes('/')) return machine.isProgram(resolve(layout.root, path));
  const folders = (env.PATH ?? '').split(':').filter((folder) => folder !== '');
  return folders.some((folder) => machine.isProgram(`${folder}/${path}`));
}
