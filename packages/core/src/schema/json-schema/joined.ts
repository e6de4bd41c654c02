import type { Asked } from '../../check/model.ts';
import { itemsOf, placeOf, type SchemaNode } from '../node.ts';
import { branchOf, columnsOf, negation, type Placed, placed, under } from './placed.ts';

/** Reads a schema below: with `inBranch` as part of a choice, else as if it stood here. */
export type ReadBelow = (node: SchemaNode, inBranch: boolean) => readonly Placed[];

/** Rules of `allOf`, `anyOf`, `oneOf`, `not` and `if`; the same for rows and columns. */
export function joinedRules(
  keywords: ReadonlyMap<string, SchemaNode>,
  inBranch: boolean,
  below: ReadBelow,
): readonly Placed[] {
  const all = keywords.get('allOf');
  const not = keywords.get('not');
  return [
    ...(all ? schemasAt(all).flatMap((item) => below(item, inBranch)) : []),
    ...choice(keywords.get('anyOf'), 'anyOf', below),
    ...choice(keywords.get('oneOf'), 'oneOf', below),
    ...(not ? [placed(negation(branchOf(below(not, true))), placeOf(not, 'key'))] : []),
    ...conditional(keywords, below),
  ];
}

function choice(node: SchemaNode | undefined, rule: 'anyOf' | 'oneOf', below: ReadBelow): readonly Placed[] {
  if (!node) return [];
  const branches = schemasAt(node).map((item) => branchOf(below(item, true)));
  return [placed({ rule, branches, columns: columnsOf(branches.flat()) }, placeOf(node, 'key'))];
}

function schemasAt(node: SchemaNode): readonly SchemaNode[] {
  return itemsOf(node, 'a list of schemas', 1);
}

/** `then` without `if` says nothing, nor does `if` alone. */
function conditional(keywords: ReadonlyMap<string, SchemaNode>, below: ReadBelow): readonly Placed[] {
  const [when, then, otherwise] = ['if', 'then', 'else'].map((key) => keywords.get(key));
  if (!when) return [];
  const condition: readonly Asked[] = branchOf(below(when, true));
  return [
    ...(then ? under(condition, below(then, true)) : []),
    ...(otherwise ? under([negation(condition)], below(otherwise, true)) : []),
  ];
}
