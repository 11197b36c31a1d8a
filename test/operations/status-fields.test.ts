import { expect, it } from 'vitest';
import { statusFields } from '../../src/operations/support/status-fields.ts';
import { SimDisk } from '../../src/sim/sim-disk.ts';
import { openSim, ROOT } from '../../src/sim/sim-workspace.ts';
import { campaign, player } from '../support/campaign.ts';

/** What a status of release 0.18.0 tells, in its order. */
const NAMES = [
  ...['workspace', 'runtime_mode', 'process_running', 'runtime_ownership_lock', 'paused'],
  ...['pause_sources', 'stop_requested', 'active_mode_id', 'compiled_plan_id'],
  ...['compiled_plan_currentness', 'active_plane', 'active_stage', 'active_node_id'],
  ...['active_stage_kind_id', 'active_work_item_kind', 'active_work_item_id', 'active_run_count'],
  ...['queue_depth_execution', 'queue_depth_planning', 'queue_depth_learning'],
  ...['execution_status_marker', 'planning_status_marker', 'learning_status_marker'],
  ...['active_runs_by_plane', 'baseline_manifest_id', 'baseline_seed_package_version'],
  ...['compile_input', 'persisted_compile_input', 'closure_target_root_spec_id'],
  ...['closure_target_open', 'closure_target_blocked_by_lineage_work'],
  ...['planning_root_specs_deferred_by_closure_target', 'closure_target_latest_verdict_path'],
  ...['closure_target_latest_report_path', 'current_failure_class', 'troubleshoot_attempt_count'],
  ...['mechanic_attempt_count', 'fix_cycle_count', 'consultant_invocations'],
];

it('tells every field of a status of release 0.18.0, before, during and after the work', async () => {
  const { boundaries } = await campaign();
  const seen = boundaries.slice(1).map(({ image, world }) => {
    const { runtime, ports } = openSim(new SimDisk(image), world.clone(), player);
    const { plan } = ports.plans.candidate();
    const compiled = { mode_id: null, simulated: true, plan_id: null, loops: [], diagnostics: [] };
    const fields = statusFields(ROOT, runtime.status(), runtime.statusDetails(), {
      ...compiled,
      plan,
    });
    runtime.close();
    return fields;
  });
  const last = seen.at(-1) ?? {};
  // The mode has no such plane.
  const learning = ['queue_depth_learning', 'learning_status_marker'];
  expect(NAMES.filter((name) => !(name in last))).toEqual(learning);
  expect(last).toMatchObject({
    workspace: ROOT,
    active_run_count: 0,
    closure_target_open: false,
    closure_target_latest_verdict_path: expect.stringMatching(
      /^millrace-agents\/arbiter\/verdicts\//,
    ),
    compile_input: last.persisted_compile_input,
    baseline_seed_package_version: '0.0.0',
  });
  const running = seen.find((one) => one.active_run_count === 1);
  expect(running).toMatchObject({ closure_target_open: true, active_stage: expect.any(String) });
});
