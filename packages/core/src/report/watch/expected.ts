import { count, decimalsOfValue, fixed } from '../number.ts';

/** `at most about 0.6 false alarms a year`: what the rule makes when nothing changes. */
export function falseAlarmsText({ expected }: { readonly expected: number }): string {
  if (expected < 0.005) return 'fewer than 0.01 false alarms a year';
  const rounded =
    expected >= 10 ? count(Math.round(expected)) : fixed(expected, Math.min(2, decimalsOfValue(expected)));
  return `at most about ${rounded} false alarms a year`;
}
