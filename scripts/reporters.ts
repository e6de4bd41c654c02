import type { ViteUserConfig } from 'vitest/config';

type Reporters = NonNullable<NonNullable<ViteUserConfig['test']>['reporters']>;

/** The usual output, and for `.ci/run` a JSON report beside it. */
export function reporters(env: NodeJS.ProcessEnv): Reporters {
  const outputFile = env.WEIGHBRIDGE_TEST_REPORT;
  return outputFile ? ['default', ['json', { outputFile }]] : ['default'];
}
