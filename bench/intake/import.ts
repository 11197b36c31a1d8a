import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { backend } from '../../src/backend/backend.ts';
import { layoutOf } from '../../src/runtime/workspace/index.ts';
import { specId, specText, TASKS_PER_SPEC, taskId, taskText } from '../documents.ts';
import { type Row, statOf, timedAsync } from '../measure.ts';

const DOCUMENTS = 10_000;
/** Of each hundred tasks, the states of the others being done. */
const QUEUED = 20;
const BLOCKED = 5;
/** Every so many-th task has a run. */
const RUN_EVERY = 10;
const LIMIT_MS = 5000;
const AT = '2026-01-05T08:00:00Z';

/** An earlier workspace of 10,000 documents, looked at and taken over, with the files of its first owner. */
export async function measureImport(root: string): Promise<Row[]> {
  plant(root);
  const call = (step: 'preview' | 'apply' | 'rollback') =>
    timedAsync(() => backend.importEarlier({ root, from: null, step }));
  const rows: Row[] = [];
  for (const step of ['preview', 'apply', 'rollback'] as const) {
    const time = statOf([await call(step)]);
    const what = `import of ${DOCUMENTS} documents: ${step}`;
    rows.push({ what, time, limit: `${LIMIT_MS} ms`, ok: time.p50 <= LIMIT_MS });
  }
  return rows;
}

function plant(root: string): void {
  rmSync(root, { recursive: true, force: true });
  const put = (path: string, text: string) => {
    const at = layoutOf(root).at(path);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, text);
  };
  put('state/baseline_manifest.json', json({ seed_package_version: '0.18.0', entries: [] }));
  const specs = Math.floor(DOCUMENTS / (TASKS_PER_SPEC + 1));
  for (let spec = 0; spec < specs; spec += 1) put(`specs/done/${specId(spec)}.md`, specText(spec));
  for (let index = 0; index < DOCUMENTS - specs; index += 1) {
    const id = taskId(index);
    const state = stateOf(index % 100);
    put(`tasks/${state}/${id}.md`, taskText(index));
    if (index % RUN_EVERY > 0 || state === 'queue') continue;
    const run = `run-${index}`;
    put(`runs/${run}/stage_results/request-${index}.json`, json(resultOf(run, index)));
    put(`runs/${run}/runner_stdout.request-${index}.txt`, '### UPDATE_COMPLETE\n');
  }
}

function stateOf(part: number): string {
  if (part < QUEUED) return 'queue';
  return part < QUEUED + BLOCKED ? 'blocked' : 'done';
}

function resultOf(run: string, index: number): object {
  return {
    kind: 'stage_result',
    run_id: run,
    plane: 'execution',
    node_id: 'updater',
    work_item_kind: 'task',
    work_item_id: taskId(index),
    terminal_result: 'UPDATE_COMPLETE',
    result_class: 'success',
    token_usage: { total_tokens: 1000 },
    metadata: { request_id: `request-${index}` },
    started_at: AT,
    completed_at: AT,
  };
}

function json(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
