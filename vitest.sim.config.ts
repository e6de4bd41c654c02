import { defineConfig } from 'vitest/config';
import { reporters } from './scripts/reporters.ts';

/** Simulations of the statistics: minutes of CPU, run by the second tier. */
export default defineConfig({
  test: {
    reporters: reporters(process.env),
    include: ['packages/core/test/simulation/**/*.sim.ts'],
    testTimeout: 1_800_000,
  },
});
