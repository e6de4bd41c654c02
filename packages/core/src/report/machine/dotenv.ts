import type { RunRecord } from '../../record/record.ts';

/**
 * The verdict as a dotenv report. GitLab takes at most 5 KB, no spaces, no line ends and no comments, so values are
 * words, counts and digests only.
 */
export function renderDotenv({ subject, verdict, stopped, data }: RunRecord): string {
  const rules = data?.checks ?? [];
  const broken = rules.filter(({ outcome, severity }) => outcome === 'failed' && severity === 'error').length;
  const failed = (verdict?.checks ?? []).filter(({ outcome }) => outcome === 'failed').length;
  const values: readonly (readonly [string, string])[] = [
    ['WEIGHBRIDGE_MODEL', subject.model],
    ['WEIGHBRIDGE_VERDICT', stopped ? 'stopped' : (verdict?.outcome ?? 'stopped')],
    ['WEIGHBRIDGE_CHECKS', String(verdict?.checks.length ?? 0)],
    ['WEIGHBRIDGE_CHECKS_FAILED', String(failed)],
    ...(rules.length === 0
      ? []
      : ([
          ['WEIGHBRIDGE_DATA_RULES', String(rules.length)],
          ['WEIGHBRIDGE_DATA_RULES_BROKEN', String(broken)],
        ] as const)),
  ];
  return values.map(([name, value]) => `${name}=${value.replaceAll(/[^A-Za-z0-9_.:@/+-]/g, '_')}\n`).join('');
}
