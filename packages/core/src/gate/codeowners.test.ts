import { describe, expect, it } from 'vitest';
import { ownersOf } from './codeowners.ts';
import { overrideOf } from './override.ts';

const github = `# who looks after what
*               @acme/everyone
/weighbridge.yml @acme/ml-leads grace@example.com # the policy
docs/*          @writers
apps/           @apps
/build/logs/**  @ops
*.min.js
[section]       @nobody
!weighbridge.yml @negated
`;

describe('ownersOf, GitHub', () => {
  it.each([
    ['weighbridge.yml', ['@acme/ml-leads', 'grace@example.com']],
    ['models/weighbridge.yml', ['@acme/everyone']],
    ['docs/a.md', ['@writers']],
    ['docs/deep/a.md', ['@acme/everyone']],
    ['x/apps/main.ts', ['@apps']],
    ['build/logs/1/a.txt', ['@ops']],
    ['lib/x.min.js', []],
  ])('%s', (path, owners) => {
    expect(ownersOf(github, path, 'github')).toEqual(owners);
  });

  it('lets the last matching line win, also when it names nobody', () => {
    expect(ownersOf('weighbridge.yml @a\n* @b\n', 'weighbridge.yml', 'github')).toEqual(['@b']);
    expect(ownersOf('* @b\nweighbridge.yml\n', 'weighbridge.yml', 'github')).toEqual([]);
    expect(ownersOf('', 'weighbridge.yml', 'github')).toEqual([]);
  });

  it('reads spaces, special characters and line ends', () => {
    expect(ownersOf('a\\ b/weighbridge.yml @a\r\n', 'a b/weighbridge.yml', 'github')).toEqual(['@a']);
    expect(ownersOf('weighbridge.yml @a', 'weighbridgeXyml', 'github')).toEqual([]);
    expect(ownersOf('/policies @a', 'policies/deep/weighbridge.yml', 'github')).toEqual(['@a']);
    expect(ownersOf('**/policy/*.yml @a', 'x/y/policy/weighbridge.yml', 'github')).toEqual(['@a']);
  });
});

describe('ownersOf, GitLab', () => {
  const sections = `* @all
[Models][2] @ml-group
weighbridge.yml
*.py @coders
^[Docs]
weighbridge.yml @writer
[models]
/weighbridge.yml @lead
`;

  it('adds sections up, joins those of one name, and leaves optional ones out', () => {
    expect(ownersOf(sections, 'weighbridge.yml', 'gitlab')).toEqual(['@all', '@lead']);
    expect(ownersOf(sections, 'deep/weighbridge.yml', 'gitlab')).toEqual(['@all', '@ml-group']);
    expect(ownersOf(sections, 'train.py', 'gitlab')).toEqual(['@all', '@coders']);
  });

  it('takes optional owners where there are no others', () => {
    expect(ownersOf('^[Docs]\nweighbridge.yml @writer', 'weighbridge.yml', 'gitlab')).toEqual(['@writer']);
  });
});

describe('ownersOf, Gitea', () => {
  it('reads expressions for the whole path, and all that match count', () => {
    const text = '.*\\.yml @a\nweighbridge\\.yml @acme/leads\n!docs/.* @b\nbridge @c\n( @d\n';
    expect(ownersOf(text, 'weighbridge.yml', 'gitea')).toEqual(['@a', '@acme/leads', '@b']);
    expect(ownersOf(text, 'docs/x.md', 'gitea')).toEqual([]);
  });
});

describe('overrideOf', () => {
  const head = 'a'.repeat(40);
  const of = (owners: readonly string[], user: string, commit = head, isOwner = false) =>
    overrideOf(
      [{ user, commit, at: '2026-11-22T10:00:00Z' }],
      { file: 'weighbridge.yml', owners, head },
      () => isOwner,
    );

  it('takes an owner’s approval of this head', () => {
    expect(of(['@Ada'], 'ada')).toEqual({
      by: 'ada',
      commit: head,
      at: '2026-11-22T10:00:00Z',
      rule: 'an owner of weighbridge.yml (Ada) approved this head',
    });
    expect(of(['@acme/ml-leads'], 'ada', head, true)?.rule).toContain('(acme/ml-leads)');
  });

  it.each([
    ['somebody else', ['@grace'], 'ada', head],
    ['an earlier commit', ['@ada'], 'ada', 'b'.repeat(40)],
    ['a team that the token may not look into', ['@acme/ml-leads'], 'ada', head],
    ['a team of the user’s own name', ['@ada/ada'], 'ada', head],
    ['no owners', [], 'ada', head],
  ])('does not take %s', (_name, owners, user, commit) => {
    expect(of(owners, user, commit)).toBeUndefined();
  });

  it('finds the owner among several approvals', () => {
    const approvals = [
      { user: 'bob', commit: head },
      { user: 'ada', commit: head },
    ];
    const found = overrideOf(approvals, { file: 'weighbridge.yml', owners: ['ada@example.com'], head }, (user) =>
      user === 'ada' ? true : undefined,
    );
    expect(found?.by).toBe('ada');
  });
});
