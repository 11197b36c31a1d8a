import { expect, it } from 'vitest';
import { Workspace } from '../support/program/workspace.ts';
import { requestWith } from '../support/runners/cloth.ts';

it('serves the agent of an attempt on stdio, and ends with it', async () => {
  const workspace = new Workspace();
  try {
    workspace.write('attempt/in/request.json', JSON.stringify(requestWith()));
    workspace.write('attempt/out/.kept', '');
    const client = await workspace.client('stage-mcp', workspace.at('attempt'));
    const given = { terminal_result: 'KNOTTED', summary: 'A knot.' };
    expect(await client.call('report_result', given)).toEqual({
      file: 'out/result.json',
      next: 'End your final message with this line: ### KNOTTED',
    });
    expect(JSON.parse(workspace.read('attempt/out/result.json'))).toEqual(given);
    await client.leave();
    expect(await client.ended).toEqual({ code: 0, signal: null });
    expect([client.stray, client.stderr]).toEqual([[], '']);
  } finally {
    workspace.end();
  }
});

it.each([[], ['relative'], ['/one', '/two']])('is not started with %j', async (...words) => {
  const workspace = new Workspace();
  try {
    const { code, out, err } = await workspace.run('stage-mcp', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: millrace stage-mcp ATTEMPT_DIRECTORY');
  } finally {
    workspace.end();
  }
});
