import { defineConfig } from 'vitest/config';

/** Simulations of the statistics: minutes of CPU, run by the second tier. */
export default defineConfig({
  test: {
    include: ['packages/core/test/simulation/**/*.sim.ts'],
    testTimeout: 1_800_000,
  },
});
