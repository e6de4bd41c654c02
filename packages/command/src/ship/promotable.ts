import type { RunRecord, Verdict } from '@weighbridge/core';

/** Why a record may not be promoted, or undefined when its gate passed or somebody entitled let it through. */
export function notPromotable({ verdict, stopped }: RunRecord): string | undefined {
  if (stopped) return `it was stopped: ${stopped.reason}`;
  if (!verdict) return 'it has no verdict';
  return verdict.outcome === 'passed' || isOverridden(verdict)
    ? undefined
    : `its gate said ${verdict.outcome}: ${verdict.reason}`;
}

/** An override lifts what only the base's policy forbade; the change's own policy must hold. */
function isOverridden({ override, checks }: Verdict): boolean {
  return override !== undefined && checks.every(({ outcome }) => outcome !== 'failed' && outcome !== 'inconclusive');
}
