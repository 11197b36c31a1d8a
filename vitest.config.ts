import { defineConfig } from 'vitest/config';

/** Tests that start real processes of the built program, which is built once for all of them. */
const processes = 'test/e2e-process/**/*.test.ts';
/** Tests of real harnesses, which have a configuration and an installation of their own. */
const harnesses = 'test/e2e/**';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [processes, harnesses],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'processes',
          // They start many processes each, and wait for them in real time.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          include: [processes],
          globalSetup: 'test/support/program/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
