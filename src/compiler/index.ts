/**
 * The compiler: mode, graphs, stage kinds, families, prompts and config of one workspace become one
 * frozen plan, or everything that is wrong with them. It only reads, throws for nothing that it
 * finds, and says whether an adopted plan is still what its workspace asks for.
 */

export { BOUNDARIES, type Boundary } from '../runtime/plan/index.ts';
export { candidateOf } from './candidate.ts';
export { type CompileInput, type CompileResult, compile } from './compile.ts';
export {
  configuredRunners,
  type ReadConfig,
  readConfig,
  readRuntime,
  readSkills,
  readStorage,
  readUsageGovernance,
  readWatchers,
} from './config.ts';
export { boundaryOf } from './config-keys.ts';
export { type Config, configSchema, DEFAULT_CONFIG } from './config-schema.ts';
export {
  type ConfigView,
  type Counting,
  configSource,
  configValues,
  loopSettings,
} from './config-view.ts';
export { type Currentness, currentness, successorMode } from './currentness.ts';
export {
  DIAGNOSTIC_CODES,
  DIAGNOSTICS_MAX,
  type Diagnostic,
  type DiagnosticCode,
  type Severity,
} from './diagnostics.ts';
export { type ModeView, modeList } from './mode-list.ts';
export { planChanges } from './plan-changes.ts';
export { PriceBook, type ReadPrices } from './prices.ts';
export { canonicalJson, planJson } from './support/canonical.ts';
export { CONFIG_FILE, type ConfigBytes } from './support/files.ts';
export { JudgedFiles } from './support/judged-files.ts';
export { type CompiledStageGraph, compiledStageGraph, graphExport } from './views/graph-export.ts';
export { graphMermaid } from './views/graph-mermaid.ts';
export { Release, runnerItems, trustItems } from './views/trust-items.ts';
export { readVocabulary } from './vocabulary.ts';
