import type { Notice, Sample } from '@weighbridge/core';

export const notice: Notice = {
  kind: 'opened',
  model: 'churn',
  key: 'churn:alarm:1',
  title: 'churn drifts in production: income, source',
  text: 'income is at a PSI of 0.34, at most 0.20 is accepted.',
  facts: [
    { name: 'income', value: 'PSI 0.34, at most 0.20' },
    { name: 'source', value: 'PSI 0.27, at most 0.20' },
  ],
  links: [
    { name: 'Issue', url: 'https://github.com/acme/models/issues/12' },
    { name: 'Page', url: 'https://acme.github.io/models/churn/?a=1&b=2' },
  ],
  at: new Date('2026-11-22T06:00:00Z'),
  source: { repository: 'acme/models', version: '0.1.0' },
};

export const recovered: Notice = { ...notice, kind: 'recovered', key: 'churn:quiet:2', title: 'churn has recovered' };

/** What a person could put into the name of a model, a column or a link. */
export const hostileName = [
  'a\nb\r\nc\u2028d',
  '<!channel> <!here> <@U0123> <https://evil.example|click>',
  '@everyone @all @slack-ops [~admin]',
  '{color:red}x{color} [click|https://evil.example] !https://evil.example/x.png! h1. *b*',
  '[click](https://evil.example) **b** <at>all</at>',
  '<img src=x onerror=alert(1)>&amp;',
  '%%% "quotes" \'and\' \\back\\slashes\\',
  '\u202egnp.exe \u05e9\u05dc\u05d5\u05dd \u0000\u001b[31m',
  '\ud83d\ude00\ud800',
].join(' ');

export const hostile: Notice = {
  ...notice,
  model: hostileName,
  title: `${hostileName} drifts`,
  text: hostileName.repeat(30),
  facts: Array.from({ length: 20 }, (_, index) => ({ name: `${hostileName}${index}`, value: hostileName.repeat(10) })),
  links: [
    { name: hostileName, url: 'https://github.com/acme/models?q=|]>"\'{}()' },
    { name: 'script', url: 'javascript:alert(1)' },
    { name: 'none', url: 'nowhere' },
  ],
  source: { repository: hostileName, version: '0.1.0' },
};

/** Longer than every limit, and of characters that grow when they are escaped. */
const endless: Notice = {
  ...hostile,
  model: '&'.repeat(10_000),
  title: '<&>'.repeat(10_000),
  text: '\u{1f600}'.repeat(10_000),
  facts: [{ name: '*'.repeat(10_000), value: '"'.repeat(10_000) }],
};

export const notices = { plain: notice, recovered, hostile, endless };

export const samples: readonly Sample[] = [
  {
    name: 'weighbridge_watch_value',
    help: 'What was found.',
    labels: { model: 'churn', series: 'income' },
    value: 0.34,
  },
  { name: 'weighbridge_watch_alarm', help: '1 while an alarm rings.', labels: { model: 'churn' }, value: 1 },
  {
    name: 'weighbridge_watch_value',
    help: 'What was found.',
    labels: { model: 'churn', series: hostileName },
    value: 0.2,
  },
  {
    name: 'weighbridge_watch_value',
    help: 'What was found.',
    labels: { model: 'churn', series: 'income' },
    value: 0.35,
  },
];
