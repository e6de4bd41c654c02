import { defineConfig } from 'vitest/config';

/** The quick tier: what `npm test` runs. */
export default defineConfig({
  test: {
    include: ['packages/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts', 'test/quick/**/*.test.ts'],
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
