import { z } from 'zod';
import { task } from '../../support/program/specs.ts';
import type { Workspace } from '../../support/program/workspace.ts';

const TICKS_MAX = 60;

const report = { do: 'artifact', file: 'report.md', text: '# Report\n\nSee the summary.\n' };
const judged = { do: 'artifacts', outcome: 'REMEDIATION_NEEDED' };

function proposes(node_id: string, work_id: string, ids: readonly string[]) {
  const actions = ids.map((id, at) => ({
    do: 'propose',
    file: `${id}.md`,
    text: task(id, ids.slice(0, at)),
  }));
  return { match: { node_id, work_id }, actions };
}

function ends(match: object, outcome: string, actions: readonly object[] = [], times?: number) {
  return {
    match,
    actions,
    end: { kind: 'result', outcome },
    ...(times === undefined ? {} : { times }),
  };
}

/**
 * Everything that the shipped loops can do on the way to closure: two tasks, one after the other; a repair; a task
 * that is handed back to planning and superseded; a judgement that asks for more.
 */
export const campaign: readonly object[] = [
  proposes('manager', 'spec-*', ['task-one', 'task-two']),
  proposes('manager', 'incident-*', ['task-instead']),
  proposes('manager', 'arbiter-gap-*', ['task-gap']),
  ends({ node_id: 'checker', work_id: 'task-one' }, 'FIX_NEEDED', [report]),
  ends({ node_id: 'builder', work_id: 'task-two' }, 'BLOCKED', [report]),
  ends({ node_id: 'troubleshooter' }, 'BLOCKED', [report]),
  ends({ node_id: 'consultant' }, 'NEEDS_PLANNING', [report]),
  ends({ node_id: 'arbiter' }, 'REMEDIATION_NEEDED', [judged], 1),
];

/** Ticks of one server until nothing is left to do. Returns what each of them applied. */
export async function finish(workspace: Workspace): Promise<Applied[]> {
  const client = await workspace.client();
  const story: Applied[] = [];
  for (let tick = 0; tick < TICKS_MAX; tick += 1) {
    const { did, applied } = await client.call('run_once');
    if (did === 'applied') story.push(appliedResult.parse(applied));
    else if (did !== 'running') break;
  }
  await client.leave();
  if (story.length === TICKS_MAX) throw new Error(`not finished after ${TICKS_MAX} ticks`);
  return story;
}

const appliedResult = z.looseObject({ node: z.string(), outcome: z.string() });
type Applied = z.output<typeof appliedResult>;

const stageResult = z.looseObject({
  metadata: z.looseObject({ request_id: z.string() }),
  stage: z.string(),
  terminal_result: z.string(),
});

/** Request, stage and outcome of every applied result. */
export function results(workspace: Workspace): string[] {
  const files = Object.entries(workspace.truth());
  const own = files.filter(([path]) => /^runs\/[^/]+\/stage_results\/[^/]+\.json$/.test(path));
  return own.map(([, text]) => {
    const { metadata, stage, terminal_result } = stageResult.parse(JSON.parse(text));
    return timeless(`${metadata.request_id} ${stage} ${terminal_result}`);
  });
}

/** Times and the random part of ids, which differ between two workspaces, as fixed words. */
export function timeless(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/\b(run|request)-[0-9a-f]{16}-(\d{6})/g, '$1-$2')
    .replace(/-[0-9a-f]{8}\b/g, '-<hash>');
}

const FOLDERS = ['specs', 'tasks', 'incidents'];

/** Every document by the folder that it lies in. */
export function documents(workspace: Workspace): Record<string, string> {
  const all = Object.entries(workspace.truth());
  const own = all.filter(([path]) => FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
  return Object.fromEntries(own.map(([path, text]) => [timeless(path), timeless(text)]));
}
