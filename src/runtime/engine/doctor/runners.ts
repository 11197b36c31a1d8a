import type { HarnessView } from '../../api/index.ts';
import type { Plan, RunnerConfig } from '../../plan/index.ts';
import { harnessOf } from '../../runners/index.ts';
import type { Layout } from '../../workspace/index.ts';
import { lookAtRunners } from '../harnesses/inspect.ts';
import { usedRunners } from '../harnesses/plan-runners.ts';
import type { TrustGate } from '../harnesses/trust-gate.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { Findings } from './findings.ts';

/** Whether the plan's stages can be run here. Trusted harnesses are asked for their version, no more. */
export async function checkRunners(
  ports: EnginePorts,
  { layout, trust }: { readonly layout: Layout; readonly trust: TrustGate },
  plan: Plan,
  findings: Findings,
): Promise<void> {
  const from = { work_dir: layout.root, mayAsk: trust.mayAsk };
  const views = await lookAtRunners(ports, usedRunners(plan), from);
  for (const view of views) {
    checkUse(view, findings);
    checkAge(view, plan.runners[view.runner], findings);
  }
  findings.checked('runners', views.map(runnerText).join(', '));
}

function checkUse({ runner, installed, problem }: HarnessView, findings: Findings): void {
  if (problem === null) return;
  const code = installed === 'yes' ? 'runner_not_logged_in' : 'runner_program_missing';
  findings.add(code, `runners.${runner}`, problem.what, problem.next);
}

function checkAge(view: HarnessView, config: RunnerConfig | undefined, findings: Findings): void {
  const { harness, version, asked, tested_version, age, installed } = view;
  const facts = config === undefined ? null : harnessOf(config);
  if (facts === null || installed !== 'yes' || age === 'tested' || !asked) return;
  const path = `runners.${view.runner}`;
  if (version === null) {
    const next = 'nothing to do when it works; else name the program itself as its command';
    const what = `${view.program} --version does not answer like ${harness}`;
    findings.add('runner_version_unknown', path, what, next);
    return;
  }
  const what = `${harness} is ${version}; this release was tested with ${tested_version}`;
  if (age === 'older') findings.add('runner_older', path, what, `update it (${facts.install})`);
  if (age === 'newer') findings.add('runner_newer', path, what);
}

function runnerText({ runner, harness, version, asked, login, account }: HarnessView): string {
  if (harness === runner) return runner;
  const words = { yes: 'logged in', no: 'not logged in', unknown: 'login not known' }[login];
  const paid = account === 'unknown' ? '' : ` by ${account}`;
  const which = version ?? (asked ? 'of an unknown version' : 'not asked for its version');
  return `${runner} (${harness} ${which}, ${words}${paid})`;
}
