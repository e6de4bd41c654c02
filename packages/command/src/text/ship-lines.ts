import { plainShip, type RunRecord } from '@weighbridge/core';

/** Where a version and its rollout stand, for a terminal; empty before the merge. */
export function shipLines(record: RunRecord): string {
  const [headline, ...lines] = plainShip(record);
  if (headline === undefined) return '';
  return [headline, ...lines.map((line) => `   ${line}`), ''].join('\n');
}
