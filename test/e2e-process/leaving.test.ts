import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Client } from '../support/program/client.ts';
import { carriersOf, familyOf, until } from '../support/program/processes.ts';
import { SPEC } from '../support/program/specs.ts';
import { it } from './support/test.ts';

const departures: readonly (readonly [string, (client: Client) => void, object])[] = [
  ['closes its end', (client) => client.child.stdin.end(), { code: 0 }],
  ['is sent SIGTERM', (client) => client.child.kill('SIGTERM'), { code: 0 }],
  ['is sent SIGINT', (client) => client.child.kill('SIGINT'), { code: 0 }],
  ['stops reading', (client) => client.child.stdout.destroy(), { code: 0 }],
];

it.concurrent.for(departures)(
  'a client that %s in mid-stage leaves only the keeper, which ends with its stage',
  async ([, leave, ending], { offline: workspace }) => {
    workspace.hold();
    await workspace.answer('enqueue-spec', '--document', SPEC);
    const client = await workspace.client();
    client.send({
      id: 99,
      method: 'tools/call',
      params: { name: 'run_once', arguments: {}, _meta: { progressToken: 1 } },
    });
    const attempt = await until('the stage', () => workspace.starts()[0] ?? null);
    leave(client);
    if (client.child.stdout.destroyed) client.send({ id: 100, method: 'tools/list' });
    expect(await client.ended).toMatchObject(ending);

    const left = carriersOf(`HOME=${workspace.folder}`);
    const family = familyOf(attempt);
    expect(family.length).toBeGreaterThan(1);
    expect(left.map(({ pid }) => pid).sort()).toEqual(family.map(({ pid }) => pid).sort());
    workspace.release();
    const nobody = () => carriersOf(`HOME=${workspace.folder}`).length === 0 || null;
    await until('the end of the stage and its keeper', nobody);
    expect(await workspace.answer('run', 'once', '--wait-seconds', '0')).toMatchObject({
      did: 'applied',
      applied: { attempt_id: attempt },
    });
    expect(workspace.starts()).toEqual([attempt]);
  },
);

it('an interrupted command leaves its stage running and says so', async ({
  offline: workspace,
}) => {
  workspace.hold();
  await workspace.answer('enqueue-spec', '--document', SPEC);
  const { child, done } = workspace.start('run', 'once');
  await until('the stage', () => workspace.starts()[0] ?? null);
  child.kill('SIGINT');
  const { code, out } = await done;
  expect([code, out]).toEqual([0, expect.stringContaining('did: running')]);
  expect(out).toContain('next: Run `millrace run start`: planner is at work on');
  workspace.release();
  expect(await workspace.answer('run', 'once')).toMatchObject({ did: 'applied' });
  expect(workspace.starts()).toHaveLength(1);
});

it('what a stage leaves can be read by its user alone', async ({ offline: workspace }) => {
  await workspace.answer('enqueue-spec', '--document', SPEC);
  expect(await workspace.answer('run', 'once')).toMatchObject({ did: 'applied' });
  const top = join(workspace.root, 'millrace-agents');
  const closed = ['attempts', 'arbiter', 'blobs', 'incidents', 'journal', 'learning', 'logs'];
  closed.push('runs', 'specs', 'state', 'tasks', 'trees');
  for (const name of closed) expect(rightsOf(join(top, name)), name).toBe(0o700);
  const paths = closed.flatMap((name) =>
    readdirSync(join(top, name), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(name, path),
    ),
  );
  const readable = paths.filter((path) => (rightsOf(join(top, path)) & 0o077) !== 0);
  // What the stage itself and its shell make has the rights that they give it, in a closed folder.
  const ours = readable.filter((path) => !/^attempts\/[^/]+\/(out\/|exit\.)/.test(path));
  expect(ours).toEqual([]);
});

function rightsOf(path: string): number {
  return statSync(path).mode & 0o777;
}
