import { defineConfig } from 'vitest/config';
import { reporters } from './scripts/reporters.ts';

/** The quick tier: what `npm test` runs. */
export default defineConfig({
  test: {
    reporters: reporters(process.env),
    include: ['packages/*/{src,test}/**/*.test.ts', 'scripts/**/*.test.ts', 'test/quick/**/*.test.ts'],
    testTimeout: 30_000,
    restoreMocks: true,
  },
});
