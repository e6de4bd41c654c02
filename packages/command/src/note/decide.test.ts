import { describe, expect, it } from 'vitest';
import { decideNote, type NoteAction, type NoteMark } from './decide.ts';

const ours = { commit: 'aaaaaaa1', changeHead: 'aaaaaaa1', run: '20', attempt: 1 };

describe('decideNote', () => {
  const table: readonly [name: string, existing: NoteMark | undefined, change: object, expected: NoteAction][] = [
    ['no note yet', undefined, {}, 'create'],
    ['a note of an older commit', { commit: 'bbbbbbb', run: '19' }, {}, 'update'],
    ['our own earlier note', { commit: 'aaaaaaa', run: '20' }, {}, 'update'],
    ['a newer push came meanwhile', { commit: 'bbbbbbb', run: '19' }, { changeHead: 'ccccccc3' }, 'stale'],
    ['a newer push and no note', undefined, { changeHead: 'ccccccc3' }, 'stale'],
    ['a newer run of this commit spoke', { commit: 'aaaaaaa', run: '21' }, {}, 'stale'],
    ['a newer attempt of this run spoke', { commit: 'aaaaaaa', run: '20', attempt: 2 }, {}, 'stale'],
    ['an older attempt spoke', { commit: 'aaaaaaa', run: '20', attempt: 1 }, { attempt: 2 }, 'update'],
    ['a newer run is weighing this commit', { commit: 'bbbbbbb', running: 'aaaaaaa', run: '21' }, {}, 'stale'],
    ['an older run id with more digits', { commit: 'aaaaaaa', run: '9' }, {}, 'update'],
  ];
  it.each(table)('%s', (_, existing, change, expected) => {
    expect(decideNote(existing, { ...ours, ...change })).toBe(expected);
  });
});
