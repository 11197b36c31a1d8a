import { MillraceServer } from '../../../src/mcp/server.ts';
import { serveStdio } from '../../../src/mcp/stdio.ts';
import { NodeClock } from '../../../src/runtime/host/clock.ts';
import { fakeBackend, ROOT } from '../../support/backend/fake.ts';
import { runningView } from '../../support/backend/fake-views.ts';

/** A real server process on a fake product that misbehaves as `argv` says. */
const misbehave = process.argv[2];

const backend = fakeBackend({
  runtime: {
    tick: ({ signal }) =>
      new Promise((resolve) => {
        if (misbehave === 'deaf') return;
        signal?.addEventListener('abort', () => resolve(runningView));
      }),
  },
  backend: {
    upgrade: async () => {
      console.log('a library prints this');
      console.error('and this');
      if (misbehave === 'reject') Promise.reject(new Error('nobody waits for this'));
      if (misbehave === 'throw') setTimeout(() => fail(), 0);
      throw new Error('a defect');
    },
  },
});

function fail(): never {
  throw new Error('thrown from a timer');
}

const log = (text: string) => process.stderr.write(`${text}\n`);
await serveStdio(
  new MillraceServer({ backend, root: ROOT, version: '9.9.9', clock: new NodeClock(), log }),
  log,
);
/** A handle that keeps a process alive which does not end itself. */
setInterval(() => undefined, 1000);
