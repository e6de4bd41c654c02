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
