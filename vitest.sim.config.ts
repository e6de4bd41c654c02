import { defineConfig } from 'vitest/config';
import { reporters } from './scripts/reporters.ts';

/** Simulations of the statistics, and suites of others: minutes of CPU, run by the second tier. */
export default defineConfig({
  test: {
    reporters: reporters(process.env),
    include: ['packages/{cli,core,table}/test/simulation/**/*.sim.ts'],
    testTimeout: 1_800_000,
  },
});
