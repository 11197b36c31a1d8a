import { join } from 'node:path';
import {
  configuredRunners,
  configValues,
  DEFAULT_CONFIG,
  graphExport,
  graphMermaid,
  modeList,
  planChanges,
} from '../compiler/index.ts';
import { packageRoot, version } from '../package.ts';
import type { Backend, CompileView } from '../product/backend.ts';
import { harnessModes, initWorkspace, PLACES } from '../runtime/index.ts';
import { plan as planSchema, RUNTIME_FOLDER, type RunnerConfig } from '../runtime/plan/index.ts';
import { DiskFault } from '../runtime/ports/index.ts';
import { type Choice, chooseMode, NO_CHOICE } from './choose-mode.ts';
import { delegationNow, keepDelegation } from './delegation.ts';
import { readAnyFile, readWorkspaceFile } from './files.ts';
import {
  compileSources,
  ensureWorkspaceJournal,
  environment,
  host,
  lookAtHarnesses,
  machine,
  now,
  openWorkspace,
  settleDeletedState,
  shared,
} from './host.ts';
import { importEarlier } from './import.ts';
import { docPaths, docText, skillPages } from './package-pages.ts';
import { requireOutside } from './root.ts';
import { startLoop } from './start-loop.ts';
import { trustMade } from './trust.ts';

const release = { ...host, shared, assets: join(packageRoot, 'assets'), version };

/** The product on this machine. */
export const backend: Backend = {
  async openRuntime(options) {
    return openWorkspace(options);
  },

  async init({ root, mode, nested, state, actor }) {
    if (!nested) requireOutside(root, 'call init again with nested true');
    const settled = await settleDeletedState(root, state);
    const choice = await choose(root, mode, actor);
    const made = initWorkspace({ ...release, root, mode: mode ?? choice.mode });
    const found = made.created ? await ensureWorkspaceJournal(root) : [];
    const trust = trustMade(root, made.whole);
    // A config that was there before decides the mode, whatever was asked for.
    const { mode_id, simulated } = made.mode ?? compileSources(root, undefined);
    return {
      created: made.created,
      mode_id,
      simulated,
      config_path: `${RUNTIME_FOLDER}/${PLACES.config}`,
      files_written: made.files_written,
      harness: choice.harness,
      unusable: choice.unusable,
      restored: found.length > 0,
      untrusted: trust.untrusted,
      notes: [...settled, ...found, ...made.notes, ...choice.notes, ...trust.notes],
    };
  },

  async compile({ root, mode, adopted }) {
    const result = compileSources(root, mode ?? undefined);
    return {
      mode_id: result.mode_id,
      simulated: result.simulated,
      plan_id: result.plan?.compiled_plan_id ?? null,
      plan: result.plan,
      loops: loopsOf(result.plan),
      diagnostics: result.diagnostics,
      changes: changesOf(adopted, result.plan),
    };
  },

  async upgrade(input) {
    const { upgrade } = await import('./upgrade.ts');
    const { simulated } = compileSources(input.root, undefined);
    return { ...upgrade(release, input), simulated };
  },

  async importEarlier(input) {
    return importEarlier(release, input);
  },

  async startLoop({ root, runtime }) {
    return startLoop(root, runtime);
  },

  async graphs(text) {
    if (drawn?.plan !== text) drawn = { plan: text, graphs: graphsOf(text) };
    return drawn.graphs;
  },

  async modes(root) {
    return modeList({ ...host, root });
  },

  async config({ root, counting, plan }) {
    const config = counting == null ? counting : new TextEncoder().encode(counting);
    const adopted = plan === null ? null : planSchema.parse(JSON.parse(plan));
    return configValues({ ...host, root }, { config, plan: adopted });
  },

  async readFile(root, path) {
    return readWorkspaceFile(host.disk, root, path);
  },

  async skills() {
    return skillPages();
  },

  async delegation(root) {
    return delegationNow(environment, root);
  },

  async keepDelegation(policy) {
    keepDelegation(environment, policy, 'form');
  },

  async docs() {
    return docPaths();
  },

  async doc(path) {
    return docText(path);
  },

  async readSkill(path, within) {
    const { readSkill } = await import('./skills/read-skill.ts');
    return readSkill(host, path, within);
  },

  async saveSkill(input) {
    const { exportTo } = await import('./skills/exchange.ts');
    return exportTo({ ...host, disk: shared }, input);
  },

  async skillIndex(root, signal) {
    return (await indexOf(root)).read(signal);
  },

  async indexedSkill(root, skill, signal) {
    return (await indexOf(root)).skill(skill, signal);
  },

  async readAnyFile(path) {
    return readAnyFile(host.disk, path);
  },
};

async function indexOf(root: string) {
  const { openSkillIndex } = await import('./skills/exchange.ts');
  return openSkillIndex({ ...host, cache: join(machine().cache, 'skills') }, root);
}

type Graphs = Awaited<ReturnType<Backend['graphs']>>;

/** Of the plan that was asked for last: reading a whole plan takes longer than an answer may. */
let drawn: { readonly plan: string; readonly graphs: Graphs } | null = null;

function graphsOf(text: string): Graphs {
  const adopted = planSchema.parse(JSON.parse(text));
  const exports = adopted.planes.flatMap((plane) => graphExport(adopted, plane, now()) ?? []);
  return new Map(
    exports.map((graph) => {
      return [graph.plane, { json: JSON.stringify(graph), mermaid: graphMermaid(graph) }];
    }),
  );
}

/** A config that is there has chosen already, and a place that cannot be looked at is refused later. */
function isNew(root: string): boolean {
  try {
    return host.disk.stat(join(root, RUNTIME_FOLDER, PLACES.config)) === null;
  } catch (thrown) {
    if (thrown instanceof DiskFault) return false;
    throw thrown;
  }
}

async function choose(root: string, mode: string | null, actor: string): Promise<Choice> {
  if (!isNew(root)) return NO_CHOICE;
  const runners = configuredRunners(DEFAULT_CONFIG);
  return chooseMode({
    modes: harnessModes(host.disk, release.assets),
    mode,
    actor,
    look: (names) => lookAtHarnesses(names.flatMap((name) => entryOf(runners, name))),
  });
}

function entryOf(runners: Readonly<Record<string, RunnerConfig>>, name: string) {
  const config = runners[name];
  return config === undefined ? [] : [[name, config] as const];
}

type Compiled = ReturnType<typeof compileSources>['plan'];

/** Null when there is nothing to compare, or both are the same plan. */
function changesOf(adopted: string | null, candidate: Compiled): string[] | null {
  if (adopted === null || candidate === null) return null;
  const before = planSchema.parse(JSON.parse(adopted));
  if (before.compiled_plan_id === candidate.compiled_plan_id) return null;
  return planChanges(before, candidate);
}

function loopsOf(plan: Compiled): CompileView['loops'] {
  if (plan === null) return [];
  return plan.planes.flatMap((plane) => {
    const graph = plan.graphs_by_plane[plane];
    if (graph === undefined) return [];
    const { loop_id, nodes } = graph;
    const names = [...new Set(nodes.map((node) => node.runner_name))];
    const runners = names.map((name) => {
      const run = nodes.filter((node) => node.runner_name === name);
      return [name, run.map((node) => node.node_id)] as const;
    });
    return [{ plane, loop_id, nodes: nodes.length, runners: new Map(runners) }];
  });
}
