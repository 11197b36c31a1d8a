import type { GovernanceRuleView } from '../../api/index.ts';
import { nodesOf, type Plan, RUNTIME_FOLDER, workspacePath } from '../../plan/index.ts';
import { priceOf } from '../../runners/index.ts';
import type { Layout } from '../../workspace/index.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import { usageReader } from '../usage/usage-view.ts';
import type { Follower } from '../workspace/follower.ts';
import type { Findings } from './findings.ts';

const CONFIG = workspacePath('millrace.toml');

/** What the rules on usage say now. */
export function checkUsage(
  ports: EnginePorts,
  layout: Layout,
  follower: Follower,
  findings: Findings,
): void {
  const view = usageReader(ports, layout)(follower);
  if (view === null) return findings.checked('usage', 'no rules');
  if (view.problem !== null) {
    const next = 'fix what it names; until then nothing is started';
    findings.add('usage_not_known', CONFIG, view.problem, next);
  }
  for (const rule of view.rules)
    if (rule.holds) findings.add('usage_rule_reached', ...reached(rule));
  if (view.degraded !== '') {
    const next = 'run the harness of the subscription once, or look at degraded_policy';
    findings.add('quota_reading_old', CONFIG, view.degraded, next);
  }
  findings.checked('usage', `${view.rules_total} rules`);
}

function reached(rule: GovernanceRuleView): [path: string, what: string, next: string] {
  const { rule_id, used, threshold, unit, until } = rule;
  const what = `rule ${rule_id}: ${used ?? 'nobody knows how much'} of ${threshold} ${unit}`;
  const next = until === null ? 'raise its threshold' : `nothing to do: it goes on at ${until}`;
  return [CONFIG, what, next];
}

/** Models by name alone: one that a harness chooses by itself is known when it has run. */
export function checkPrices(ports: EnginePorts, plan: Plan, findings: Findings): void {
  const { own, listed, source } = ports.prices();
  const names = nodesOf(plan.graphs_by_plane).flatMap(({ model_name }) => model_name ?? []);
  const unknown = [...new Set(names)].filter((name) => priceOf(name, [own, listed]) === null);
  for (const name of unknown) {
    const what = `the model ${name} has no price, so what it costs is unknown`;
    findings.add(
      'price_unknown',
      CONFIG,
      what,
      `add [prices."${name}"] to ${RUNTIME_FOLDER}/millrace.toml`,
    );
  }
  findings.checked('prices', `list of ${source.as_of}`);
}
