import { defineConfig } from 'vitest/config';

/** Real harnesses against a scripted model on loopback: `npm run test:e2e`. */
export default defineConfig({
  test: {
    name: 'harnesses',
    root: new URL('../../..', import.meta.url).pathname,
    include: ['test/e2e/*.test.ts'],
    globalSetup: 'test/e2e/support/setup.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // Programs of others start hundreds of times here: CI asks a case twice before it says no.
    retry: process.env.CI === undefined ? 0 : 1,
    // Two harnesses at a time are what two cores can feed.
    maxWorkers: 2,
  },
});
