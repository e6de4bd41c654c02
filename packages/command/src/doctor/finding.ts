import { PermissionError, ServiceError } from '@weighbridge/core';

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly what: string;
  readonly outcome: 'fine' | 'note' | 'problem';
  readonly found: string;
  /** What to do; absent when nothing has to be done. */
  readonly cure?: string;
}

const icons = { fine: '✅', note: '⚠️', problem: '❌' } as const;

/** Findings as lines for a terminal, cures indented under them. */
export function findingLines(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ what, outcome, found, cure }) => [
    `${icons[outcome]} ${what}: ${found}`,
    ...(cure ? [`   ${cure}`] : []),
  ]);
  return `${lines.join('\n')}\n`;
}

/** A refusal and a silence are findings here, not errors. */
export async function attempt(what: string, ask: () => Promise<Finding>): Promise<Finding> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PermissionError)
      return { what, outcome: 'problem', found: `refused (${error.call})`, cure: `Give the token ${error.needed}.` };
    if (error instanceof ServiceError)
      return {
        what,
        outcome: 'problem',
        found: error.message,
        cure: 'Look at the network, the address and the token.',
      };
    throw error;
  }
}
