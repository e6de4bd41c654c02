import { latin1 } from '../bytes.ts';
import type { Operation, Walk } from './operations.ts';
import { other, tupleOf, type Value } from './value.ts';

/** Instructions that import, and those that call what was imported. */

function pushImport({ machine, imported, start }: Walk, module: string, name: string): void {
  const full = `${module}.${name}`;
  imported(full, { offset: start, dotted: name.includes('.') });
  machine.push({ kind: 'import', name: full });
}

function nameLine({ cursor, fail }: Walk): string {
  const line = cursor.line();
  return line === undefined ? fail('imports by a name of more than 512 bytes') : latin1(line);
}

/** GLOBAL: module and name on two lines. */
export const global: Operation = (walk) => {
  const module = nameLine(walk);
  pushImport(walk, module, nameLine(walk));
};

/** STACK_GLOBAL: module and name from the stack. */
export const stackGlobal: Operation = (walk) => {
  const name = walk.machine.pop();
  const module = walk.machine.pop();
  if (name.kind !== 'text' || module.kind !== 'text') {
    walk.fail('imports by a name that is not written in it as plain text');
    return;
  }
  pushImport(walk, module.text, name.text);
};

/** EXT1, EXT2, EXT4: by a number that only the machine that loads it can resolve. */
export function extension(width: number): Operation {
  return ({ cursor, fail }) => {
    const code = cursor.unsigned(width);
    fail(`imports what the loading machine has registered as extension ${code}`);
  };
}

/** INST: GLOBAL and a call in one. */
export const instance: Operation = (walk) => {
  global(walk);
  const called = walk.machine.pop();
  call(walk, called, tupleOf(walk.machine.popMark()));
};

/** OBJ: class and arguments lie above the mark. */
export const object: Operation = (walk) => {
  const [called, ...args] = walk.machine.popMark();
  if (called === undefined) walk.fail('calls nothing');
  else call(walk, called, tupleOf(args));
};

/** REDUCE and NEWOBJ: callable and a tuple of arguments. */
export const reduce: Operation = (walk) => {
  const args = walk.machine.pop();
  call(walk, walk.machine.pop(), args);
};

/** NEWOBJ_EX: class, arguments, arguments by name. */
export const newWithNames: Operation = (walk) => {
  walk.machine.pop();
  reduce(walk);
};

function call(walk: Walk, called: Value, args: Value): void {
  walk.called = true;
  // Real pickles call classes and functions; a call of something else is a detour around the list of imports.
  if (called.kind !== 'import') walk.fail('calls something that it has made itself');
  else walk.machine.push(madeBy(called.name, args));
}

function madeBy(name: string, args: Value): Value {
  // `copyreg._reconstructor(cls, …)` and `copyreg.__newobj__(cls, …)` make what their first argument names.
  const first = args.kind === 'tuple' ? args.items[0] : undefined;
  if (/^copy_?reg\./u.test(name) && first?.kind === 'import') return { kind: 'made', by: first.name, args };
  return { kind: 'made', by: name, args };
}

/** PERSID as text, BINPERSID from the stack: only torch's storages, which its own reader resolves. */
export const persistentLine: Operation = ({ fail }) => {
  fail('asks its reader for an object by a name of its own');
};
export const persistent: Operation = ({ machine, fail }) => {
  const id = machine.pop();
  const first = id.kind === 'tuple' ? id.items[0] : undefined;
  if (!(first?.kind === 'text' && first.text === 'storage')) fail('asks its reader for an object by a name of its own');
  machine.push(other);
};
