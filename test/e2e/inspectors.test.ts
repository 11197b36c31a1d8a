import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { tools } from '../../src/operations/index.ts';
import { ServeProcess } from '../support/program/serve.ts';
import { SPEC } from '../support/program/specs.ts';
import { Workspace } from '../support/program/workspace.ts';
import { INSPECTORS } from './support/suites/programs.ts';

const run = promisify(execFile);
const named = z.array(z.looseObject({ name: z.string() }));
const answers = z.looseObject({
  tools: named.optional(),
  prompts: named.optional(),
  resources: z.array(z.looseObject({ uri: z.string() })).optional(),
  content: z.array(z.looseObject({ text: z.string() })).optional(),
  contents: z.array(z.looseObject({ text: z.string() })).optional(),
});

describe.each(Object.entries(INSPECTORS))('the Inspector %s in a terminal', (_, inspector) => {
  const workspace = new Workspace();
  let server: ServeProcess | null = null;

  beforeAll(async () => {
    await workspace.answer('init', '--mode', 'default_offline');
    server = await ServeProcess.start(workspace);
  });
  afterAll(async () => {
    await server?.stop();
    workspace.end();
  });

  async function ask(way: string, method: string, ...words: string[]) {
    const [program, ...first] = inspector;
    const args = [...first, ...targetOf(way), '--method', method, ...words];
    const { stdout } = await run(program, args, { cwd: workspace.root, env: workspace.env });
    return answers.parse(JSON.parse(stdout.slice(stdout.indexOf('{'))));
  }

  function targetOf(way: string): string[] {
    if (way === 'stdio') return [process.execPath, inject('program'), 'mcp'];
    const { token = '' } = server ?? {};
    const url = server?.addressOf(workspace) ?? '';
    return [url, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
  }

  it.each(['stdio', 'http'])('lists, calls and reads over %s', async (way) => {
    const listed = await ask(way, 'tools/list');
    expect(listed.tools?.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));
    const args = ['--tool-name', 'enqueue_spec', '--tool-arg', `document=${SPEC}`];
    const { content } = await ask(way, 'tools/call', ...args);
    expect(content?.[0]?.text).toContain('"root":"spec-add-a-subtract-function"');
    const { resources } = await ask(way, 'resources/list');
    expect(resources?.map(({ uri }) => uri)).toContain('millrace://status');
    const { contents } = await ask(way, 'resources/read', '--uri', 'millrace://status');
    expect(contents?.[0]?.text).toContain('"queues":{"spec":{"queue":1}}');
    const { prompts } = await ask(way, 'prompts/list');
    expect(prompts?.map(({ name }) => name)).toContain('delegate');
  });
});
