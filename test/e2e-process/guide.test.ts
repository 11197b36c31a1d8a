import { chmodSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { z } from 'zod';
import { blocks, commands } from '../support/guide-page.ts';
import { SPEC } from '../support/program/specs.ts';
import type { Workspace } from '../support/program/workspace.ts';
import { finish } from './support/campaign.ts';
import { it } from './support/test.ts';

/** Runs the commands of a page; each has to succeed. */
async function follow(workspace: Workspace, page: string): Promise<string[]> {
  const texts: string[] = [];
  for (const words of commands(page)) {
    const { code, out, err } = await workspace.run(...words);
    expect([words.join(' '), code, out === '' ? err : '']).toEqual([words.join(' '), 0, '']);
    texts.push(out);
  }
  return texts;
}

function blockOf(page: string, language: string, at = 0): string {
  return blocks(page).filter((block) => block.language === language)[at]?.text ?? '';
}

describe.concurrent('the guide', () => {
  it('leads a newcomer to a closed spec', async ({ empty }) => {
    empty.write('spec.md', blockOf('first-steps.md', 'markdown'));
    const texts = await follow(empty, 'first-steps.md');
    expect(texts).toHaveLength(7);
    expect(texts[6]).toContain('MANAGER_COMPLETE');
    await finish(empty);
    expect(await empty.answer('status')).toMatchObject({ closed_roots: 1, simulated: true });
  });

  it('builds a loop that compiles and runs', async ({ empty }) => {
    await empty.run('init');
    for (const { path, text } of blocks('own-loop.md')) {
      if (path !== null) empty.write(`millrace-agents/${path}`, text);
    }
    const config = 'millrace-agents/millrace.toml';
    empty.write(config, empty.read(config).replace('default_codex', 'newsroom'));
    empty.trustEdits();
    const sentBack = { do: 'artifact', file: 'report.md', text: '# Report\n\n- no river\n' };
    empty.play([
      {
        match: { node_id: 'editor' },
        times: 1,
        actions: [sentBack],
        end: { kind: 'result', outcome: 'REWORK' },
      },
    ]);
    const texts = await follow(empty, 'own-loop.md');
    expect(texts[0]).toContain('valid: true');
    expect(texts[0]).toContain('diagnostics_total: 0');
    expect(texts[3]).toContain('goes_to: reviser');
    await finish(empty);
    expect(await empty.answer('status')).toMatchObject({
      queues: { article: { done: 1 } },
      totals: { stages: 4 },
    });
    expect(empty.read('millrace-agents/articles/done/article-why-mills-race.md')).toContain(
      'river',
    );
    const prompts = Object.entries(empty.truth()).filter(([path]) => path.endsWith('/prompt.md'));
    expect(prompts.filter(([, text]) => text.includes('in/reports/02-editor.md'))).toHaveLength(2);
  });

  it('configures an agent that runs', async ({ empty }) => {
    await empty.run('init', '--mode', 'default_command');
    const [first, second] = [blockOf('own-agent.md', 'toml'), blockOf('own-agent.md', 'toml', 1)];
    const agent = empty.write(
      'my-agent',
      '#!/bin/sh\necho "$@" > "$HOME/words"\necho "### PLANNER_COMPLETE"\n',
    );
    chmodSync(agent, 0o755);
    empty.env.PATH = `${empty.root}:${empty.env.PATH}`;
    empty.write('millrace-agents/millrace.toml', `${first}\n${second}`);
    empty.trustEdits();
    expect(await empty.answer('compile', 'validate')).toMatchObject({ valid: true });
    await empty.answer('enqueue-spec', '--document', SPEC);
    expect(await empty.answer('run', 'once')).toMatchObject({
      applied: { outcome: 'PLANNER_COMPLETE' },
    });
    expect(empty.read('../words')).toBe('--yes\n');
  });

  it('plays a scenario that does what it says', async ({ empty }) => {
    await empty.answer('init', '--mode', 'default_offline');
    empty.write('scenario.json', blockOf('scenarios.md', 'json'));
    empty.configure(blockOf('scenarios.md', 'toml'));
    await empty.answer('enqueue-spec', '--document', SPEC);
    await finish(empty);
    expect(empty.read('src/calc.js')).toContain('a - b');
    expect(await empty.answer('status')).toMatchObject({ closed_roots: 1, totals: { stages: 8 } });
  });

  it('connects an agent as it says', async ({ empty }) => {
    const { mcpServers } = z
      .object({ mcpServers: z.object({ millrace: z.object({ args: z.array(z.string()) }) }) })
      .parse(JSON.parse(blockOf('first-steps.md', 'json')));
    const args = mcpServers.millrace.args.map((word) => (word.startsWith('/') ? empty.root : word));
    const client = await empty.client(...args);
    expect(await client.call('init')).toMatchObject({ created: true, workspace: empty.root });
  });
});
