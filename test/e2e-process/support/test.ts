import { test } from 'vitest';
import { Workspace } from '../../support/program/workspace.ts';

/** Tests with a folder of their own, which may run at the same time. */
export const it = test.extend<{ empty: Workspace; offline: Workspace }>({
  /** Nothing was initialized. */
  empty: async ({ task: _ }, use) => {
    const workspace = new Workspace();
    await use(workspace);
    workspace.end();
  },
  /** The offline mode, with a harness that writes down its starts. */
  offline: async ({ empty }, use) => {
    await empty.answer('init', '--mode', 'default_offline');
    empty.count();
    await use(empty);
  },
});
