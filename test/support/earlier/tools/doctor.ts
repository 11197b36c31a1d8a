/**
 * What the doctor of release 0.18.0 says of a workspace, by its own rules: errors and warnings, by code,
 * without those about assets.
 */

import type { SimDisk } from '../../../../src/sim/sim-disk.ts';
import { ROOT } from '../../../../src/sim/sim-workspace.ts';
import { documentProblems, GRAMMARS } from './documents.ts';
import { compiledPlan } from './plan.ts';
import { recoveryCounters, runtimeSnapshot } from './state.ts';

const RUNTIME = `${ROOT}/millrace-agents`;

export function earlierDoctor(disk: SimDisk): string[] {
  const text = (path: string) =>
    new TextDecoder().decode(disk.read(`${RUNTIME}/${path}`) ?? new Uint8Array());
  const snapshot = runtimeSnapshot.parse(JSON.parse(text('state/runtime_snapshot.json')));
  const counters = recoveryCounters.parse(JSON.parse(text('state/recovery_counters.json')));
  const plan = compiledPlan.parse(JSON.parse(text('state/compiled_plan.json')));
  const found: string[] = [];
  if (snapshot.active_stage !== null && !snapshot.process_running)
    found.push('stale_active_ownership');
  for (const [plane, run] of Object.entries(snapshot.active_runs_by_plane)) {
    if (run === undefined || plane !== snapshot.active_plane) continue;
    const graph = plan.graphs_by_plane[plane];
    const node = graph?.nodes.find(({ node_id }) => node_id === run.node_id);
    const into = (graph?.compiled_transitions ?? []).filter(
      (edge) => edge.target_node_id === run.node_id,
    );
    const allowed = [
      'IDLE',
      node?.running_status_marker,
      ...Object.keys(node?.allowed_result_classes_by_outcome ?? {}),
      ...into.map(({ outcome }) => outcome),
    ];
    const marker = text(`state/${plane}_status.md`).trim().replace('### ', '');
    if (!allowed.includes(marker))
      found.push(`impossible_${plane}_status_marker: ${marker} at ${run.node_id}`);
  }
  const isCounted = counters.entries.some(
    (one) =>
      one.troubleshoot_attempt_count +
        one.mechanic_attempt_count +
        one.fix_cycle_count +
        one.consultant_invocations >
      0,
  );
  if (snapshot.active_stage === null && isCounted) found.push('orphaned_recovery_counters');
  for (const grammar of GRAMMARS) {
    for (const state of grammar.open) {
      const folder = `${grammar.folder}/${state}`;
      for (const { name } of disk.list(`${RUNTIME}/${folder}`) ?? []) {
        const stem = name.replace(/\.md$/, '');
        for (const problem of documentProblems(text(`${folder}/${name}`), stem, grammar))
          found.push(`queue_artifact_invalid ${grammar.folder}: ${problem}`);
      }
    }
  }
  return found;
}
