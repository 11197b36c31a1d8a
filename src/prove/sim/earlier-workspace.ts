import type { SimDisk } from '../../sim/sim-disk.ts';

/** Files of a workspace of an earlier release, by their path below its runtime folder. */
type Files = Readonly<Record<string, string>>;

const AT = '2026-01-05T08:00:00Z';

const SPEC = `# Count the boats

Spec-ID: boats
Title: Count the boats
Summary: The harbour knows how many boats lie in it.
Source-Type: manual
Source-ID: boats
Root-Idea-ID: boats
Root-Spec-ID: boats
Created-At: ${AT}
Created-By: harbour

Goals:
- The number is right.

Constraints:
- Nothing else changes.

Acceptance:
- Two boats that come in are counted as two.

References:
- none
`;

function task(id: string, depends_on: readonly string[] = []): string {
  const waits = depends_on.map((one) => `- ${one}\n`).join('');
  return `# Count at ${id}

Task-ID: ${id}
Title: Count at ${id}
Root-Idea-ID: boats
Root-Spec-ID: boats
Spec-ID: boats
Created-At: ${AT}
Created-By: harbour

${waits === '' ? '' : `Depends-On:\n${waits}\n`}Target-Paths:
- ${id}.txt

Acceptance:
- ${id} is counted.

Required-Checks:
- ls

References:
- none

Risk:
- low
`;
}

const FILES: Files = {
  'millrace.toml': '[runtime]\ndefault_mode = "default_codex"\n',
  'outline.md': 'A harbour.\n',
  'specs/done/boats.md': SPEC,
  'tasks/done/north.md': task('north'),
  'tasks/queue/south.md': task('south', ['north']),
  'tasks/blocked/west.md': task('west'),
  'state/runtime_snapshot.json': json({
    schema_version: '1.0',
    kind: 'runtime_snapshot',
    paused: true,
    pause_sources: ['operator'],
    process_running: false,
    active_runs_by_plane: {},
    last_stage_result_path: null,
    updated_at: AT,
  }),
  'arbiter/targets/boats.json': json({
    schema_version: '1.0',
    kind: 'closure_target_state',
    root_spec_id: 'boats',
    root_idea_id: 'boats',
    closure_open: true,
    opened_at: AT,
    closed_at: null,
    last_arbiter_run_id: null,
    latest_verdict_path: null,
    latest_report_path: null,
  }),
  'arbiter/contracts/root-specs/boats.md': SPEC,
  'skills/harbour/SKILL.md': 'Look twice.\n',
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** In the place of the workspace that is there: one with done, waiting and blocked work, which is paused. */
export function plantEarlier(disk: SimDisk, base: string): void {
  disk.remove(base);
  for (const [path, text] of Object.entries(FILES)) disk.plant(`${base}/${path}`, text);
}
