import type { HarnessTable, StageCommandView } from '../../api/index.ts';
import type { Plan } from '../../plan/index.ts';
import { commandLine, harnessOf } from '../../runners/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { lookAtRunners, NO_ATTEMPT, sampleLaunch } from './inspect.ts';
import { nodesOf, usedRunners } from './plan-runners.ts';
import type { TrustGate } from './trust-gate.ts';

const PLACES = { ...NO_ATTEMPT, work_dir: '{work_dir}' };

/** Every known harness, whether a stage uses it or not, and how the stages are started. */
export async function harnessTable(
  ports: EnginePorts,
  plan: Plan | null,
  { root, trust }: { readonly root: string; readonly trust: TrustGate },
): Promise<HarnessTable> {
  if (plan === null) return { harnesses: [], commands: [] };
  const used = usedRunners(plan);
  const others = Object.entries(ports.plans.runners()).filter(
    ([name, config]) => harnessOf(config) !== null && used.every(([one]) => one !== name),
  );
  const from = { work_dir: root, mayAsk: trust.mayAsk };
  const harnesses = await lookAtRunners(ports, [...used, ...others], from);
  return { harnesses, commands: stageCommands(ports, plan) };
}

function stageCommands(ports: EnginePorts, plan: Plan): StageCommandView[] {
  const rows = new Map<string, StageCommandView>();
  for (const node of nodesOf(plan)) {
    const config = plan.runners[node.runner_name];
    const launch = config === undefined ? null : sampleLaunch(ports, config, node, PLACES);
    if (config === undefined || launch === null) continue;
    const stage = `${node.plane}/${node.node_id}`;
    const command = commandLine(launch, { ...ports.env, ...launch.env });
    const row = rows.get(command);
    rows.set(command, {
      runner: node.runner_name,
      stages: [...(row?.stages ?? []), stage],
      command,
      env_set: Object.keys(launch.env).sort(),
      env_passed: (launch.env_pass ?? []).filter((name) => ports.env[name] !== undefined),
    });
  }
  return [...rows.values()];
}
