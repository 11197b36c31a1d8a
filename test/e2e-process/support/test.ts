import { inject, test } from 'vitest';
import { Client } from '../../support/program/client.ts';
import { Workspace } from '../../support/program/workspace.ts';

/** Tests with a folder of their own, which may run at the same time. */
export const it = test.extend<{ maker: Client; empty: Workspace; offline: Workspace }>({
  /** One server that makes all workspaces: a command for each would be a process for each. */
  maker: [
    async ({ task: _ }, use) => {
      const { PATH = '' } = process.env;
      const home = new Workspace();
      const maker = new Client([inject('program'), 'mcp'], { env: { PATH, HOME: home.folder } });
      await maker.initialize();
      await use(maker);
      await maker.leave();
      home.end();
    },
    { scope: 'worker' },
  ],
  /** Nothing was initialized. */
  empty: async ({ task: _ }, use) => {
    const workspace = new Workspace();
    await use(workspace);
    workspace.end();
  },
  /** The offline mode, with a harness that writes down its starts. */
  offline: async ({ empty, maker }, use) => {
    await maker.call('init', { workspace: empty.root, mode: 'default_offline' });
    empty.count();
    await use(empty);
  },
});
