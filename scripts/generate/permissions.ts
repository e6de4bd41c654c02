import type { Command } from '@weighbridge/command';
import { header } from './files.ts';
import { table } from './readme.ts';

/** `docs/permissions.md`: command × forge, which permission is needed and what happens without it. */
export function permissionsPage(commands: readonly Command[]): string {
  const rows = commands.flatMap(({ name, permissions }) =>
    permissions.map(({ github, gitlab, why, without }) => [`\`${name}\``, github, gitlab, why, without]),
  );
  const quiet = commands.filter(({ permissions }) => permissions.length === 0).map(({ name }) => `\`${name}\``);
  const rest = quiet.length > 0 ? `\nNo permission beyond reading the repository: ${quiet.join(', ')}.\n` : '';
  return [
    `<!-- ${header} -->`,
    '# Permissions',
    '',
    'What each command needs of the forge, and what it does without.',
    '',
    table(['Command', 'GitHub and Gitea: `permissions:`', 'GitLab', 'For', 'Without it'], rows),
    rest,
  ].join('\n');
}
