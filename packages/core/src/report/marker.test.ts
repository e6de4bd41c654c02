import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markerLine, noteMark, parseMarker, stampMarker } from './marker.ts';

describe('the marker', () => {
  it('is one closed comment that says what was put in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(undefined, 'f00d'), (model, running) => {
        const line = markerLine(model, 'sha256:5d1f', 'abc', running);
        expect(line.startsWith(noteMark(model))).toBe(true);
        expect(line.indexOf('-->')).toBe(line.length - 3);
        expect(line).not.toContain('\n');
        expect(parseMarker(`${line}\n### x`)).toEqual({ note: model, record: 'sha256:5d1f', commit: 'abc', running });
      }),
    );
  });

  it('does not find the note of a model whose name begins alike', () => {
    expect(markerLine('churn-2', 'd', 'c').startsWith(noteMark('churn'))).toBe(false);
  });

  it('takes the run that wrote it', () => {
    const note = stampMarker(`${markerLine('churn', 'd', 'c')}\ntext`, '4812.1');
    expect(parseMarker(note)?.run).toBe('4812.1');
  });

  it('is nothing in a text without one', () => {
    expect(parseMarker('### hello')).toBeUndefined();
    expect(parseMarker('<!-- weighbridge note=a record=b commit=c --> and more')).toBeUndefined();
  });
});
