import { describe, expect } from 'vitest';
import { SPEC, task } from '../support/program/specs.ts';
import { it } from './support/test.ts';

const proposes = (...texts: string[]) =>
  texts.map((text, at) => ({ do: 'propose', file: `task-${at}.md`, text }));

/** A correction finds its files in `out/` as it left them. */
const clears = { do: 'run', argv: ['sh', '-c', 'rm -rf "$MILLRACE_OUT"/*'] };

/** What a stage hands back once, and what it is told. */
const wrong: readonly (readonly [string, object, string])[] = [
  ['an invalid task', { actions: proposes('no title\n') }, 'title'],
  [
    'a task of another lineage',
    {
      actions: proposes(
        task('task-a').replace('\n\nTarget', '\n\nRoot-Spec-ID: other-spec\n\nTarget'),
      ),
    },
    'Root-Spec-ID',
  ],
  [
    'a task that needs one that is not there',
    { actions: proposes(task('task-a', ['absent'])) },
    'absent',
  ],
  [
    'two tasks that wait for each other',
    { actions: proposes(task('task-a', ['task-b']), task('task-b', ['task-a'])) },
    'task-',
  ],
  [
    'a document of a family that it may not propose',
    { actions: [{ do: 'propose', file: 'spec.md', text: SPEC }] },
    'spec.md',
  ],
  ['no marker', { end: { kind: 'no_marker' } }, 'no result as its last line'],
  [
    'a marker of another stage',
    { end: { kind: 'markers', outcomes: ['BUILDER_COMPLETE'] } },
    'BUILDER_COMPLETE is not a legal result',
  ],
  [
    'two markers',
    { end: { kind: 'markers', outcomes: ['MANAGER_COMPLETE', 'BLOCKED'] } },
    'several results',
  ],
  [
    'a result file that is none',
    {
      actions: [{ do: 'artifact', file: 'result.json', text: '{' }],
      end: { kind: 'result', result_file: false },
    },
    'not valid JSON',
  ],
  [
    'a broken required report',
    { actions: [{ do: 'artifact', file: 'report.md', text: ' ' }] },
    'report.md is empty',
  ],
];

describe.concurrent('a stage that breaks its contract', () => {
  it.for(wrong)(
    'with %s gets it back once with the errors',
    async ([, rule, told], { offline }) => {
      const manager = { node_id: 'manager' };
      const good = {
        match: manager,
        per: 'attempt',
        actions: [clears, ...proposes(task('task-good'))],
      };
      offline.play([{ match: manager, per: 'attempt', times: 1, ...rule }, good]);
      const client = await offline.client();
      await client.call('enqueue_spec', { document: SPEC });
      await client.call('run_once');
      const applied = await client.call('run_once');
      const [, , again = ''] = offline.starts();
      expect(applied).toMatchObject({
        did: 'applied',
        applied: { outcome: 'MANAGER_COMPLETE', attempt_id: again },
      });
      expect(offline.promptOf(again)).toContain(told);
      expect(offline.promptOf(again)).not.toContain('line 0');
      expect(await client.call('status')).toMatchObject({
        queues: { task: { queue: 1 } },
        totals: { stages: 2 },
      });
    },
  );

  it('twice is blocked, admits nothing, and says why', async ({ offline }) => {
    offline.play([{ match: { node_id: 'manager' }, actions: proposes('no title\n') }]);
    const client = await offline.client();
    await client.call('enqueue_spec', { document: SPEC });
    await client.call('run_once');
    const { applied } = await client.call('run_once');
    expect(applied).toMatchObject({
      outcome: 'BLOCKED',
      failure_class: 'contract_violation',
      summary: expect.stringContaining('The title is missing'),
      goes_to: 'mechanic',
    });
    expect(offline.starts()).toHaveLength(3);
    const { queues } = await client.call('status');
    expect(queues).toEqual({ spec: { active: 1 } });
  });
});
