/** The door of the compiler. */
export { candidateOf } from './candidate.ts';
export { type CompileInput, type CompileResult, compile } from './compile.ts';
export { configuredRunners, type ReadConfig, readConfig } from './config.ts';
export { type Config, configSchema, DEFAULT_CONFIG } from './config-schema.ts';
export { type Currentness, currentness } from './currentness.ts';
export {
  DIAGNOSTIC_CODES,
  DIAGNOSTICS_MAX,
  type Diagnostic,
  type DiagnosticCode,
  type Severity,
} from './diagnostics.ts';
export { type CompiledStageGraph, compiledStageGraph, graphExport } from './graph-export.ts';
export { planChanges } from './plan-changes.ts';
export { canonicalJson, planJson } from './support/canonical.ts';
export { CONFIG_FILE } from './support/files.ts';
export { JudgedFiles } from './support/judged-files.ts';
