import { describe, expect, it } from 'vitest';
import { readTagMessage, tagMessage } from './tag-message.ts';

const record = `sha256:${'1'.repeat(64)}` as const;
const model = `sha256:${'2'.repeat(64)}` as const;
const ours = tagMessage('churn v1.4.0', { record, model, change: 318 });

describe('the message of a tag', () => {
  it('is read as it was written', () => {
    expect(ours).toBe(
      `churn v1.4.0\n\nWeighbridge-Record: ${record}\nWeighbridge-Model: ${model}\nWeighbridge-Change: 318\n`,
    );
    expect(readTagMessage(ours)).toEqual({ record, model, change: 318 });
    expect(readTagMessage(tagMessage('churn v1.4.0', { record, model }))).toEqual({ record, model });
    expect(readTagMessage(ours.trimEnd())).toEqual({ record, model, change: 318 });
    expect(readTagMessage(ours.replaceAll('\n', '\r\n'))).toEqual({ record, model, change: 318 });
    expect(readTagMessage(`${ours}Signed-off-by: Ada <ada@example.org>\n`)).toEqual({ record, model, change: 318 });
  });

  it.each([
    ['another’s words', 'first release'],
    ['nothing', ''],
    ['no title', `Weighbridge-Record: ${record}\nWeighbridge-Model: ${model}`],
    ['a fact missing', `x\n\nWeighbridge-Record: ${record}`],
    ['a fact twice', `${ours}Weighbridge-Record: ${model}\n`],
    ['a digest that is none', ours.replace(record, 'sha256:12')],
    ['a digest with more after it', ours.replace(record, `${record} x`)],
    ['a change that is no number', ours.replace('318', '3e2')],
    ['a change of none', ours.replace('318', '0')],
    ['facts that are not at the end', `${ours}\nThanks!\n`],
    ['a line that is no trailer', `${ours}and more\n`],
    ['other letters', ours.replace('Weighbridge-Record', 'weighbridge-record')],
  ])('with %s is not ours', (_name, text) => {
    expect(readTagMessage(text)).toBeUndefined();
  });

  it.each(['a\nb', `x\n\nWeighbridge-Record: ${model}`, 'a\u2028b', '', ' ', 'a\rb'])(
    'has a title of one line: %j',
    (title) => {
      expect(() => tagMessage(title, { record, model })).toThrow(TypeError);
    },
  );
});
