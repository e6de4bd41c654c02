import { type OwnerRule, type OwnersSyntax, ownsByExpression, ownsPath, parseOwners } from './codeowners-file.ts';

/** Where each forge looks, in its order; the first file that is there is the one. */
export const codeownersPaths: Readonly<Record<OwnersSyntax, readonly string[]>> = {
  github: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'],
  gitlab: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'],
  gitea: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitea/CODEOWNERS'],
};

/**
 * The owners of a file by a CODEOWNERS text, which should be the base commit's: a change must not appoint its own
 * approvers. The last matching pattern wins, and one without owners means none. On GitLab that holds for each section
 * by itself, sections add up, and optional sections (`^[…]`) do not count beside others. On Gitea all matching lines
 * add up.
 */
export function ownersOf(text: string, path: string, syntax: OwnersSyntax): readonly string[] {
  const rules = parseOwners(text, syntax);
  if (syntax === 'gitea') return distinct(rules.filter(({ pattern }) => ownsByExpression(pattern, path)));
  const sections = new Map<string, { readonly optional: boolean; readonly rules: OwnerRule[] }>();
  for (const rule of rules) {
    const section = sections.get(rule.section) ?? { optional: rule.optional, rules: [] };
    section.rules.push(rule);
    sections.set(rule.section, section);
  }
  const found = [...sections.values()].map(({ optional, rules: own }) => ({
    optional,
    owners: own.findLast((rule) => ownsPath(rule.pattern, path))?.owners ?? [],
  }));
  const required = found.filter(({ optional, owners }) => !optional && owners.length > 0);
  const counted = required.length > 0 ? required : found;
  return distinct(counted);
}

function distinct(entries: readonly Pick<OwnerRule, 'owners'>[]): readonly string[] {
  return [...new Set(entries.flatMap(({ owners }) => owners))];
}
