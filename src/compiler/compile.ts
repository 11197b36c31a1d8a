import {
  type CompileInputFingerprint,
  isScripted,
  type Plan,
  type ResolvedAsset,
  type RunnerConfig,
} from '../runtime/plan/index.ts';
import type { Disk, Hash } from '../runtime/ports/index.ts';
import { type BoundNode, bind } from './bindings.ts';
import type { Definition } from './catalog.ts';
import { checkConfig, reportShadowed } from './check-config.ts';
import { checkFamily } from './check-family.ts';
import { checkGraph } from './check-graph.ts';
import { checkMode, checkRunners } from './check-mode.ts';
import { checkRouting } from './check-routing.ts';
import { checkStageKind } from './check-stage-kind.ts';
import { checkTerminals } from './check-terminals.ts';
import { checkTriggers } from './check-triggers.ts';
import { configuredRunners, loadConfig } from './config.ts';
import { type Config, DEFAULT_CONFIG } from './config-schema.ts';
import type { Diagnostic, Report } from './diagnostics.ts';
import { fingerprintOf, inOrder } from './fingerprint.ts';
import { freeze } from './freeze.ts';
import { readPrompts } from './prompts.ts';
import { kindsOf, type Loop, type Selection, select, selectMode } from './selection.ts';
import type { ModeSource } from './source/mode.ts';
import { loadSources, type Sources } from './sources.ts';
import { type ConfigBytes, Files } from './support/files.ts';
import { own } from './support/own.ts';
import { ownVocabulary } from './vocabulary.ts';

export interface CompileInput {
  readonly disk: Disk;
  readonly hash: Hash;
  /** Absolute path of the workspace. */
  readonly root: string;
  /** ISO time, stored as `compiled_at`. */
  readonly now: string;
  /** Id or alias; absent = the config's default mode. */
  readonly mode?: string | undefined;
  /** Its bytes in place of those of the file. */
  readonly config?: ConfigBytes | undefined;
}

interface Success {
  readonly ok: true;
  readonly mode_id: string;
  readonly simulated: boolean;
  readonly plan: Plan;
  readonly fingerprint: CompileInputFingerprint;
  /** sha256 -> bytes of every prompt and skill that the plan names. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
  /** Warnings only. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Refusal {
  readonly ok: false;
  /** null = there is no such mode, or it cannot be read. */
  readonly mode_id: string | null;
  readonly simulated: boolean;
  readonly plan: null;
  readonly fingerprint: null;
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly diagnostics: readonly Diagnostic[];
}

export type CompileResult = Success | Refusal;

/** Where an upgrade that is at work keeps what it makes, below the runtime folder. */
const UPGRADE_PENDING = 'state/upgrades/pending';
const unfinished = [
  'upgrade_unfinished',
  { file: UPGRADE_PENDING, pointer: '' },
  'An upgrade of the assets was cut short: some are new and some are old.',
  'Call upgrade_preview with apply true, which finishes it, or with rollback true.',
] as const;

/**
 * Assets and config to one frozen plan, or to everything that is wrong with them. Reads only. The
 * workspace's own files count like the managed ones. Never throws for what it finds.
 */
export function compile(input: CompileInput): CompileResult {
  const files = new Files(input.disk, input.root, input.config);
  const loaded = loadConfig(files);
  const { config: usable, report } = loaded;
  const config = usable ?? DEFAULT_CONFIG;
  const runners = configuredRunners(config);
  if (files.stat(UPGRADE_PENDING) !== null) report.error(...unfinished);
  const sources = loadSources(files, input.hash, report);
  ownVocabulary(files, report);
  const mode = chooseMode(sources, input.mode ?? null, usable);
  const selection = mode === null ? null : select(sources, mode, report);
  if (usable !== null) checkNames(usable, Object.keys(runners), sources, selection, report);
  if (selection !== null) checkSelection(selection, sources, report);
  for (const catalog of Object.values(sources)) catalog.judgeRest();
  const bound =
    selection === null ? new Map<Loop, BoundNode[]>() : bindAll(selection, config, runners);
  const nodes = [...bound.values()].flat();
  if (selection !== null && usable !== null)
    reportShadowed({ config, table: loaded.table }, selection.mode.value, nodes, report);
  const prompts = readPrompts(files, input.hash, nodes, report);
  const diagnostics = report.list();
  const head = { mode_id: mode?.id ?? null, simulated: isSimulated(bound, runners) };
  if (selection === null || report.failed) {
    const nothing = { plan: null, fingerprint: null, contents: new Map<string, Uint8Array>() };
    return { ok: false, ...head, ...nothing, diagnostics };
  }
  const { now, hash } = input;
  const { table, bytes } = loaded;
  const assets = inOrder([...declaredAssets(selection), ...prompts.assets]);
  const fingerprint = fingerprintOf(hash, selection.mode.id, table, assets);
  const config_sha256 = bytes === null ? null : hash.sha256(bytes);
  const inputs = { selection, bound, config, runners, table, config_sha256, assets, fingerprint };
  const plan = freeze({ ...inputs, now, hash });
  const { contents } = prompts;
  return { ok: true, ...head, mode_id: plan.mode_id, plan, fingerprint, contents, diagnostics };
}

/**
 * With a broken config nothing says which mode is meant; the usual one is then checked as far as it
 * exists.
 */
function chooseMode(
  sources: Sources,
  asked: string | null,
  config: Config | null,
): Definition<ModeSource> | null {
  const usual = DEFAULT_CONFIG.runtime.default_mode;
  if (asked === null && config === null) return sources.modes.take(usual);
  return selectMode(sources, asked, config?.runtime.default_mode ?? usual);
}

type Runners = Readonly<Record<string, RunnerConfig>>;

function checkNames(
  config: Config,
  runners: readonly string[],
  sources: Sources,
  selection: Selection | null,
  report: Report,
): void {
  checkConfig(config, runners, sources, report);
  if (selection !== null) checkRunners(selection, runners, report);
}

function checkSelection(selection: Selection, sources: Sources, report: Report): void {
  const { families, loops } = selection;
  const folders = [...families.values()].map(({ value }) => value.folder);
  for (const family of families.values()) checkFamily(family, selection, report);
  for (const kind of kindsOf(selection)) checkStageKind(kind, sources, folders, report);
  for (const loop of loops.values()) {
    checkGraph(loop, report);
    checkTerminals(loop, selection, report);
    checkRouting(loop, startsOf(loop, selection), report);
  }
  checkMode(selection, report);
  checkTriggers(selection, report);
}

/** Nodes at which a run can begin: entries, the closure decision, and those that items may name. */
function startsOf(loop: Loop, { families }: Selection): string[] {
  const naming = [...families.values()].filter(({ value }) => value.start_node_key !== null);
  const named = [...loop.nodes.values()].filter(({ kind }) =>
    naming.some(({ id }) => kind?.value.starts_families.includes(id)),
  );
  const judging = loop.graph.completion_behavior;
  return [
    ...loop.graph.entry_nodes.map((entry) => entry.node_id),
    ...named.map(({ node }) => node.node_id),
    ...(judging === undefined ? [] : [judging.target_node_id]),
  ];
}

function bindAll(
  { mode, loops }: Selection,
  config: Config,
  runners: Runners,
): Map<Loop, BoundNode[]> {
  const bound = new Map<Loop, BoundNode[]>();
  for (const loop of loops.values()) {
    const nodes = [...loop.nodes.values()].flatMap(({ node, kind }) => {
      if (kind === null) return [];
      return { node, kind, binding: bind(node, kind.value, mode.value, config, runners) };
    });
    bound.set(loop, nodes);
  }
  return bound;
}

/** Whether a script would play a stage, whatever the mode says of itself. */
function isSimulated(bound: ReadonlyMap<Loop, readonly BoundNode[]>, runners: Runners): boolean {
  return [...bound.values()].flat().some(({ binding }) => {
    const runner = own(runners, binding.runner_name);
    return runner !== undefined && isScripted(runner);
  });
}

function declaredAssets(selection: Selection): ResolvedAsset[] {
  const { mode, loops, families } = selection;
  const graphs = [...loops.values()].map((loop) => ({ ...loop, id: loop.graph.loop_id }));
  return [
    asset('mode', mode),
    ...graphs.map((graph) => asset('graph_loop', graph)),
    ...kindsOf(selection).map((kind) => asset('stage_kind', kind)),
    ...[...families.values()].map((family) => asset('family', family)),
  ];
}

function asset(
  asset_family: ResolvedAsset['asset_family'],
  source: { readonly id: string; readonly file: string; readonly sha256: string },
): ResolvedAsset {
  return {
    asset_family,
    logical_id: `${asset_family}:${source.id}`,
    compile_time_path: source.file,
    content_sha256: source.sha256,
  };
}
