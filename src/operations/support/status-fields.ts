import type { CompileView } from '../../product/backend.ts';
import type { StatusDetails, StatusView } from '../../runtime/api/index.ts';
import type { JsonObject } from './define.ts';

/** What the snapshot of release 0.18.0 says of itself, and no status. */
const OWN_FIELDS = new Set(['schema_version', 'kind']);
const NONE = 'none';

/** Every field of a status of release 0.18.0 that has a meaning here, under its name. */
export function statusFields(
  workspace: string,
  view: StatusView,
  details: StatusDetails,
  compiled: CompileView,
): JsonObject {
  const { snapshot, baseline, closure } = details;
  const facts = Object.entries(snapshot).filter(([name]) => !OWN_FIELDS.has(name));
  return {
    workspace,
    ...Object.fromEntries(facts),
    process_running: view.loop.running,
    runtime_ownership_lock: view.loop.running ? 'active' : 'absent',
    compiled_plan_currentness: view.currentness,
    active_run_count: view.active.length,
    baseline_manifest_id: baseline?.manifest_id ?? NONE,
    baseline_seed_package_version: baseline?.version ?? NONE,
    ...compileInputs(details, compiled),
    closure_target_root_spec_id: closure?.root ?? NONE,
    closure_target_open: closure?.open ?? false,
    closure_target_blocked_by_lineage_work: closure?.blocked_by_lineage_work ?? false,
    closure_target_latest_verdict_path: closure?.latest_verdict_path ?? NONE,
    closure_target_latest_report_path: closure?.latest_report_path ?? NONE,
    planning_root_specs_deferred_by_closure_target: view.closure?.deferred ?? 0,
  };
}

/** Now, and as the adopted plan was compiled. */
function compileInputs({ compiled_from }: StatusDetails, { plan, diagnostics }: CompileView) {
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  return {
    compile_input: plan?.compile_input_fingerprint ?? NONE,
    persisted_compile_input: compiled_from ?? NONE,
    ...(first === undefined
      ? {}
      : { compile_plan_currentness_error: `${first.file}: ${first.message}` }),
  };
}
