import {
  nodesOf,
  type PlaneGraph,
  type PlanSettings,
  planSettings,
} from '../runtime/plan/index.ts';
import { hasEffect } from './config-keys.ts';
import type { Config } from './config-schema.ts';
import { valuesOf } from './config-values.ts';
import { canonicalJson } from './support/canonical.ts';
import { runnerTable } from './support/config-runners.ts';

/**
 * The sections of the config that a plan is made of. The rest takes effect at the next tick without
 * a new plan.
 */
export const PLAN_SECTIONS = ['runtime', 'runners', 'recovery', 'stages', 'limits'] as const;
export type PlanSection = (typeof PLAN_SECTIONS)[number];

/** Keys of `[recovery]` that are in every plan. */
const RETRIES: readonly string[] = ['contract_retries', 'lost_retries'];

type Graphs = Readonly<Record<string, PlaneGraph>>;

/** What the workspace itself says in these sections, in their order. */
export function planValues(table: unknown): Map<string, unknown> {
  const values = [...valuesOf(table)];
  return new Map(
    PLAN_SECTIONS.flatMap((section) => values.filter(([setting]) => isOf(section, setting))),
  );
}

/** Of `[runtime]` only the mode makes a plan. */
function isOf(section: PlanSection, setting: string): boolean {
  const [, first, second] = setting.split('/');
  if (first !== section || !hasEffect(setting)) return false;
  return section !== 'runtime' || second === 'default_mode';
}

/** What the workspace says of the settings of a plan, and what this release fills in. */
export function settingsOf(config: Config, table: unknown, graphs: Graphs): PlanSettings {
  const isPart = settingsFilter(graphs);
  const given = new Map([...planValues(table)].filter(([setting]) => isPart(setting)));
  const defaults = [...valuesOf(config)].filter(
    ([setting]) => isPart(setting) && !given.has(setting),
  );
  return planSettings.parse({
    given: Object.fromEntries(given),
    defaults: Object.fromEntries(defaults),
  });
}

/**
 * The settings of a plan whose value is no longer the one that it was compiled from. What the
 * workspace said neither then nor now counts as it was then, whatever this release fills in.
 */
export function changedSettings(
  config: Config,
  table: unknown,
  { given, defaults }: PlanSettings,
  graphs: Graphs,
): string[] {
  const isPart = settingsFilter(graphs);
  const before = new Map(Object.entries({ ...defaults, ...given }));
  const after = valuesOf(config);
  const own = new Set([...Object.keys(given), ...valuesOf(table).keys()]);
  return [...own].filter(
    (setting) =>
      isPart(setting) && canonicalJson(before.get(setting)) !== canonicalJson(after.get(setting)),
  );
}

/**
 * Which settings have a part in a plan: those of its stages, of the runners that they use, of its
 * thresholds, and those that hold for every plan. Any other may be edited under a running plan.
 */
function settingsFilter(graphs: Graphs): (setting: string) => boolean {
  const nodes = nodesOf(graphs);
  const policies = Object.values(graphs).flatMap((graph) => graph.compiled_threshold_policies);
  const names: Partial<Record<PlanSection, ReadonlySet<string>>> = {
    runners: new Set(['default_runner', ...nodes.map((node) => runnerTable(node.runner_name))]),
    recovery: new Set([...RETRIES, ...policies.flatMap(({ config_key }) => config_key ?? [])]),
    stages: new Set(nodes.flatMap((node) => [node.node_id, node.stage_kind_id])),
  };
  return (setting) => {
    const section = PLAN_SECTIONS.find((one) => isOf(one, setting));
    const [, , name = ''] = setting.split('/');
    return section !== undefined && (names[section]?.has(name) ?? true);
  };
}

/** The sections that settings lie in, in their order. */
export function sectionsOf(settings: readonly string[]): PlanSection[] {
  return PLAN_SECTIONS.filter((section) => settings.some((setting) => isOf(section, setting)));
}
