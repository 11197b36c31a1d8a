import { expect, it } from 'vitest';
import { run } from '../cli/support/run.ts';

it('prints a graph alone, in the format that is asked for', async () => {
  const text = await run('compile graph --plane planning');
  expect(text.out).toMatch(/^compiled_plan_id: plan-default_codex-/);
  expect(text.out).toContain('planner --PLANNER_COMPLETE--> manager');
  const json = await run('compile graph --plane planning --format json');
  expect(JSON.parse(json.out)).toMatchObject([{ kind: 'compiled_stage_graph', plane: 'planning' }]);
  expect((await run('compile graph --plane planning --format mermaid')).out).toMatch(
    /^flowchart TD\n/,
  );
  expect((await run('compile graph --format mermaid')).out).toContain(
    '## execution\n\n```mermaid\n',
  );
  expect((await run('compile graph --format svg')).out).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
});

it('writes it into a file', async () => {
  const saved: string[] = [];
  const save = async (path: string, text: string) => {
    saved.push(path, text.slice(0, 4));
  };
  const { out } = await run('compile graph --format svg --output plan.svg', {}, '', { save });
  expect([out, ...saved]).toEqual(['', '/somewhere/plan.svg', '<svg']);
});

it('says what was meant', async () => {
  expect((await run('compile graph --plane plannin')).err).toContain('did you mean planning?');
  expect((await run('modes show default_codx')).err).toContain('did you mean default_codex?');
  expect((await run('compile graph --format svgg')).err).toContain('did you mean svg?');
});

it('shows the plan, a mode and the config', async () => {
  expect((await run('compile show')).out).toContain('entries:\n  - planning.spec -> planner');
  expect((await run('modes show default_codex')).out).toContain('planning: planning.standard');
  expect((await run('config show')).out).toMatch(/runtime\.default_mode +file +default_codex/);
});

it('prints the trace document alone, as the prior implementation does', async () => {
  const { out } = await run('runs trace --format json');
  expect(JSON.parse(out)).toMatchObject({ kind: 'run_trace_graph' });
});
