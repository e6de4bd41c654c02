import { defineConfig } from 'vitest/config';
import { reporters } from './scripts/reporters.ts';

/** The second tier: built artefacts in real runners and forges. One file at a time: they start servers. */
export default defineConfig({
  test: {
    // Real forges and runners on a busy machine: what fails is run once more, and the report says so.
    retry: 1,
    reporters: reporters(process.env),
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/setup.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
