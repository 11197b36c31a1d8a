import { defineConfig } from 'vitest/config';

/** Tests that start real processes of the built program, which is built once for all of them. */
const processes = 'test/e2e-process/**/*.test.ts';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'parts', include: ['test/**/*.test.ts'], exclude: [processes] } },
      {
        test: {
          name: 'processes',
          include: [processes],
          globalSetup: 'test/e2e-process/support/setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
