import { describe, expect, it } from 'vitest';
import { global, join, protocol4, stackGlobal, text } from './assembler.ts';
import { refusals, scan } from './corpus.ts';

/** A call with one text as argument, and the end. */
const called = join(text('true'), 0x85, 'R.');

const disguised: readonly (readonly [string, Uint8Array])[] = [
  [
    'names remembered and taken again',
    join(protocol4, text('builtins'), 0x94, '0', text('exec'), 0x94, '0h\x00h\x01', 0x93, called),
  ],
  [
    'names remembered under large numbers',
    join(
      protocol4,
      text('os'),
      'r\x00\x00\x01\x00',
      '0',
      text('system'),
      'p4294967\n0',
      'j\x00\x00\x01\x00g4294967\n',
      0x93,
      called,
    ),
  ],
  [
    'names remembered twice under one number',
    join(
      text('collections'),
      'q\x000',
      text('os'),
      'q\x000',
      text('OrderedDict'),
      'q\x010',
      text('system'),
      'q\x010h\x00h\x01',
      0x93,
      called,
    ),
  ],
  [
    'names taken back and doubled',
    join(text('x'), '0', text('os'), '2(1', '0', '0', text('os'), text('system'), 0x93, called),
  ],
  ['names of Python 2’s kind of text', join('S\'os\'\nS"system"\n', 0x93, called)],
  ['names of text on a line', join('Vos\nVsystem\n', 0x93, called)],
  ['names with their length in one byte', join('U\x02osU\x06system', 0x93, called)],
  ['names with their length in four bytes', join('X\x02\x00\x00\x00osT\x06\x00\x00\x00system', 0x93, called)],
  [
    'names with their length in eight bytes',
    join(0x8d, '\x02\0\0\0\0\0\0\0os', 0x8d, '\x06\0\0\0\0\0\0\0system', 0x93, called),
  ],
  ['a class by INST', join("(S'true'\nios\nsystem\n.")],
  ['a class by OBJ', join('(', global('os', 'system'), "S'true'\no.")],
  ['a class by NEWOBJ', join(global('subprocess', 'Popen'), text('true'), 0x85, 0x81, '.')],
  ['a class by NEWOBJ_EX', join(global('subprocess', 'Popen'), text('true'), 0x85, '}', 0x92, '.')],
  ['a frame around it', join(protocol4, 0x95, '\x0c\0\0\0\0\0\0\0', global('os', 'system'), '0N.')],
  ['an import that is taken back', join(global('webbrowser', 'open'), '0N.')],
  ['an import in a known module', join(protocol4, stackGlobal('sklearn.base', 'os.system'), called)],
  ['a path within a class', join(protocol4, stackGlobal('collections', 'OrderedDict.__init__.__globals__'), '.')],
  [
    'a path to a class in another module',
    join(protocol4, stackGlobal('sklearn.tree', 'multiprocessing.Process'), called),
  ],
  ['a class that scikit-learn imports from elsewhere', join(global('sklearn.callback._transport', 'Client'), called)],
];

const unclear: readonly (readonly [string, Uint8Array, string])[] = [
  ['text with an escape', join('V\\u006fs\nVsystem\n', 0x93, called), 'imports by a name that is not written'],
  ['quoted text with an escape', join("S'\\x6fs'\nVsystem\n", 0x93, called), 'imports by a name that is not written'],
  [
    'text that a call made',
    join(global('builtins', 'str'), text('os'), 0x85, 'R', text('system'), 0x93, called),
    'imports by a name',
  ],
  ['what a machine has registered', join(0x82, '\x01', called), 'has registered as extension 1'],
  ['what a reader is asked for', join('Pos.system\n', called), 'asks its reader'],
  ['what a reader is asked for, from the stack', join(text('x'), 'Q', called), 'asks its reader'],
  [
    'what another call made',
    join(global('builtins', 'slice'), ')R', called),
    'calls something that it has made itself',
  ],
  ['a class that is changed', join(global('collections', 'OrderedDict'), '}b.'), 'changes a class or function itself'],
  ['what was never remembered', join('h\x07', called), 'takes what was never remembered'],
  ['an empty stack', join('R.'), 'takes from an empty stack'],
  ['below a mark', join('N(', 0x94, '.'), 'takes from an empty stack'],
  ['a mark that is not there', join('t.'), 'goes back to a mark'],
  ['an instruction that is not known', join('N\xff.'), 'not known (0xff)'],
  ['another protocol', join(0x80, 6, 'N.'), 'is of protocol 6'],
  ['a negative length', join('T\xff\xff\xff\xff.'), 'states a negative length'],
  ['a length beyond the end', join('X\xff\xff\xff\x7f.'), 'ends in the middle'],
  ['a length beyond all numbers', join(0x8e, '\xff\xff\xff\xff\xff\xff\xff\xff.'), 'ends in the middle'],
  ['a strange number', join('Np99999999999\n.'), 'under a strange number'],
  [
    'a frame in a frame',
    join(0x95, '\x0b\0\0\0\0\0\0\0', 0x95, '\x01\0\0\0\0\0\0\0N.'),
    'begins a frame within a frame',
  ],
  [
    'an instruction over a frame’s end',
    join(0x95, '\x03\0\0\0\0\0\0\0', text('longer'), '.'),
    'crosses the end of a frame',
  ],
  ['nothing', new Uint8Array(0), 'ends in the middle'],
];

describe('imports in disguise', () => {
  it.each(disguised)('%s', (_name, bytes) => {
    const findings = scan(bytes, 'model.bin');
    expect(findings.filter(({ severity, import: name }) => severity === 'refused' && name !== undefined)).toHaveLength(
      1,
    );
  });

  it.each(unclear)('refuses %s', (_name, bytes, reason) => {
    expect(refusals(scan(bytes)).join('\n')).toContain(reason);
  });
});

describe('what the policy allows', () => {
  const encoder = join(protocol4, stackGlobal('churn.preprocess', 'Encoder'), ')', 0x81, '.');

  it.each([
    [[], ['churn.preprocess.Encoder']],
    [['churn.preprocess.Encoder'], []],
    [['churn.preprocess.*'], []],
    [['churn.*'], []],
    [['churn.pre*'], ['churn.preprocess.Encoder']],
    [['churn'], ['churn.preprocess.Encoder']],
  ])('with %j the refusals are %j', (allow, expected) => {
    expect(refusals(scan(encoder, 'model.pkl', { allow }))).toEqual(expected);
  });

  it('a star lets in no way through a module, but a full name does', () => {
    const bytes = join(protocol4, stackGlobal('churn.preprocess', 'Outer.Inner'), '.');
    expect(refusals(scan(bytes, 'm.pkl', { allow: ['churn.*'] }))).toEqual(['churn.preprocess.Outer.Inner']);
    expect(refusals(scan(bytes, 'm.pkl', { allow: ['churn.preprocess.Outer.Inner'] }))).toEqual([]);
  });
});
