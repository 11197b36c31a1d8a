import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Tests that start real processes of the built program, which is built once for all of them. */
const processes = 'test/e2e-process/**/*.test.ts';
/** Tests of real harnesses, which have a configuration and an installation of their own. */
const harnesses = 'test/e2e/**';

const common = {
  /** Only for what hangs: no test depends on how fast the machine is. */
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 120_000 } },
  /** A worker loads each module once. What a test changes in one, it puts back. */
  isolate: false,
  maxWorkers: 2,
  /** Megabytes for what is new: simulated machines make and drop much, and each copy of it costs time. */
  execArgv: ['--max-semi-space-size=64'],
};

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'processes',
          include: [processes],
          globalSetup: 'test/support/program/setup.ts',
        },
      },
      {
        test: {
          ...common,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [processes, harnesses],
        },
      },
    ],
  },
});
