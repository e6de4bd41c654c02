import type { RunRecord } from '../../record/record.ts';

/**
 * The verdict as a dotenv report. GitLab takes at most 5 KB, no spaces, no line ends and no comments, so values are
 * words, counts and digests only.
 */
export function renderDotenv({ subject, verdict, stopped }: RunRecord): string {
  const failed = (verdict?.checks ?? []).filter(({ outcome }) => outcome === 'failed').length;
  const values: readonly (readonly [string, string])[] = [
    ['WEIGHBRIDGE_MODEL', subject.model],
    ['WEIGHBRIDGE_VERDICT', stopped ? 'stopped' : (verdict?.outcome ?? 'stopped')],
    ['WEIGHBRIDGE_CHECKS', String(verdict?.checks.length ?? 0)],
    ['WEIGHBRIDGE_CHECKS_FAILED', String(failed)],
  ];
  return values.map(([name, value]) => `${name}=${value.replaceAll(/[^A-Za-z0-9_.:@/+-]/g, '_')}\n`).join('');
}
