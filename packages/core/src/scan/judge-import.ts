import { dangerOf } from './dangerous.ts';
import type { ScanFinding } from './finding.ts';
import { isKnownImport } from './known.ts';

/**
 * What the import of one name means: known, allowed by the policy, or refused with the reason. `dotted`: the name leads
 * through something else in its module, which only the policy's full name lets in.
 */
export function judgeImport(
  name: string,
  dotted: boolean,
  allow: readonly string[],
): Pick<ScanFinding, 'severity' | 'reason'> {
  if (isKnownImport(name, dotted)) return { severity: 'allowed', reason: 'only holds data' };
  if (allow.includes(name)) return { severity: 'allowed', reason: 'allowed by its name in the policy' };
  const danger = dangerOf(name);
  if (danger !== undefined) return { severity: 'refused', reason: danger };
  if (!isPlainName(name)) return { severity: 'refused', reason: 'is not a plain name' };
  if (dotted) return { severity: 'refused', reason: 'is a part of something else in its module' };
  const line = allow.find((entry) => entry.endsWith('.*') && isBelow(name, entry.slice(0, -1)));
  if (line !== undefined) return { severity: 'allowed', reason: `allowed by ${line} in the policy` };
  return { severity: 'refused', reason: 'is not known to be harmless' };
}

function isPlainName(name: string): boolean {
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/u.test(name);
}

function isBelow(name: string, prefix: string): boolean {
  return name.length > prefix.length && name.startsWith(prefix);
}
