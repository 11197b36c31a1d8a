import { at, json, lock } from '../files.ts';
import type { Draft } from './draft.ts';

const governance = (more: object = {}) =>
  json({
    version: '1.0',
    enabled: true,
    auto_resume: true,
    paused_by_governance: true,
    next_auto_resume_at: at(400),
    active_blockers: [
      {
        source: 'runtime_token',
        rule_id: 'small',
        window: 'rolling_5h',
        observed: 9,
        threshold: 5,
        metric: 'total_tokens',
      },
    ],
    ...more,
  });

export const STATE_TRAITS = {
  'paused by its operator': (draft) => {
    draft.isPauseMeant = true;
    Object.assign(draft.state, { paused: true, pause_sources: ['operator'] });
  },
  'paused without a source': (draft) => {
    draft.isPauseMeant = true;
    Object.assign(draft.state, { paused: true });
  },
  'paused by a source that nobody knows': (draft) => {
    draft.isPauseMeant = true;
    Object.assign(draft.state, { paused: true, pause_sources: ['Night Watch'] });
  },
  'a lane that is paused': (draft) => {
    if (!draft.isSince(20)) return;
    draft.isPauseMeant = true;
    Object.assign(draft.state, {
      lanes_by_id: {
        'execution.main': { lane_id: 'execution.main', status: 'paused', pause_requested: true },
        'planning.main': { status: null },
      },
    });
  },
  'paused by governance': (draft) => {
    draft.isPauseMeant = true;
    draft.files['state/usage_governance_state.json'] = governance();
  },
  'paused by governance in the snapshot alone': (draft) => {
    draft.isPauseMeant = true;
    Object.assign(draft.state, { paused: true, pause_sources: ['usage_governance'] });
  },
  'a governance state that is damaged': (draft) => {
    draft.isPauseMeant = true;
    draft.files['state/usage_governance_state.json'] = governance().slice(0, 40);
  },
  'an empty snapshot': (draft) => {
    draft.isPauseMeant = true;
    draft.damagedSnapshot = '';
  },
  'a torn snapshot': (draft) => {
    draft.isPauseMeant = true;
    draft.damagedSnapshot = '{"kind":"runtime_snapshot","pau';
  },
  'a snapshot with keys and values that nobody knows': (draft) => {
    Object.assign(draft.state, {
      runtime_mode: 'turbo',
      watcher_mode: 'telepathy',
      mood: 3,
      stop_requested: true,
    });
  },
  'a snapshot with one field damaged': (draft) => {
    draft.isPauseFine = true;
    Object.assign(draft.state, { active_runs_by_plane: { execution: { node_id: 7 } } });
  },
  'an empty ledger': (draft) => {
    draft.files['state/usage_governance_ledger.jsonl'] = '';
  },
  'a torn ledger': (draft) => {
    draft.files['state/usage_governance_ledger.jsonl'] =
      '{"stage_result_path":"millrace-agents/runs/x/stage_results/y.json"}\n{"dedu';
  },
  'counters that are damaged': (draft) => {
    draft.files['state/recovery_counters.json'] = '';
  },
  'counters of nobody': (draft) => {
    draft.files['state/recovery_counters.json'] = json({
      schema_version: '1.0',
      kind: 'recovery_counters',
      entries: [
        {
          failure_class: 'x',
          work_item_kind: 'task',
          work_item_id: 't-gone',
          troubleshoot_attempt_count: 1,
        },
      ],
    });
  },
  'a lock of another machine that is old': (draft) => {
    Object.assign(draft.state, { updated_at: at(1) });
    draft.add(lock({ owner_hostname: 'barn', acquired_at: at(1) }));
  },
  'a lock of another place': (draft) =>
    draft.add(lock({ workspace_root: '/home/else', acquired_at: at(1) })),
  'a lock of a process that is gone': (draft) => draft.add(lock({ owner_pid: 99 })),
  'a torn lock': (draft) => {
    draft.files['state/runtime_daemon.lock.json'] = '{"owner_pid"';
  },
  'a manifest with a key that nobody knows': (draft) => {
    const manifest = JSON.parse(String(draft.files['state/baseline_manifest.json']));
    draft.files['state/baseline_manifest.json'] = json({ ...manifest, channel: 'stable' });
    draft.files['skills/gate/SKILL.md'] = 'Swing it twice.\n';
  },
  'no manifest': (draft) => {
    delete draft.files['state/baseline_manifest.json'];
  },
  'an error that waited for its repair': (draft) => {
    draft.files['state/runtime_error_context.json'] = json({
      kind: 'runtime_error_context',
      error_code: 'x',
    });
  },
  'no state at all': (draft) => {
    for (const path of draft.pathsIn(/^state\/[^/]+$/))
      if (!path.endsWith('manifest.json')) delete draft.files[path];
  },
} satisfies Readonly<Record<string, (draft: Draft) => void>>;
