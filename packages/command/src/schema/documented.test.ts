import { readFileSync } from 'node:fs';
import { functionNames, readTableSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { schemaSource } from './schema-source.ts';

const pages = ['expressions.md', 'schemas.md'].map((name) => {
  return { name, text: readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8') };
});

const columns = `
  - { name: amount, type: number }
  - { name: start, type: date }
  - { name: end, type: date }
  - { name: updated, type: datetime }
  - { name: status, type: string }
  - { name: country, type: string }
  - { name: postcode, type: string }
  - { name: email, type: string }
  - { name: phone, type: string }
`;

describe('the pages about schemas', () => {
  it.each(pages)('show checks that are read: $name', ({ text }) => {
    const [block = ''] = [...text.matchAll(/```yaml\n(checks:\n[^`]*)```/g)].map((match) => match[1]);
    const { rules } = readTableSchema(schemaSource(`fields:${columns}${block}`, 's.yml'), { ignore: [] });
    const lines = block.split('\n').filter((line) => line.startsWith('  - '));
    expect(lines.length).toBeGreaterThan(3);
    const judged = rules.filter(({ asked }) =>
      ['expression', 'rowCount', 'aggregate', 'freshness'].includes(asked.rule),
    );
    expect(judged.length).toBe(lines.length);
  });

  it('name every function', () => {
    const text = pages.find(({ name }) => name === 'expressions.md')?.text ?? '';
    expect(functionNames.filter((name) => !text.includes(`${name}(`))).toEqual([]);
  });
});
