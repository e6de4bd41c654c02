import { expect, test } from 'vitest';
import { plainText } from './plain.ts';

test('a cell of a table reads as text', () => {
  const cell = '❌&nbsp;roc_auc<br><code>first&#95;<wbr>band&#61;<wbr>1</code>';
  expect(plainText(cell)).toBe('❌ roc_auc · `first_band=1`');
});

test('no entity becomes a line that the log would read as a command', () => {
  expect(plainText('a&#10;::error::b')).toBe('a&#10;::error::b');
});

test('a fold, open or not, reads as its lines', () => {
  expect(plainText('<details open><summary><b>Data diff</b>: 3 rows added</summary>\n\nx\n</details>')).toBe(
    'Data diff: 3 rows added\n\nx\n',
  );
});
