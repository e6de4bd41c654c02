import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, evidenceErrors, inputErrors, type Policy } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readRegistry, saidOf } from '../ship/registry.ts';

/** What is to be proved: bytes that lie here, or those that a version's tag names. */
export interface VerifiedSubject {
  readonly model: string;
  /** Words for the table: `model/`, `churn@v1.4.0`. */
  readonly name: string;
  readonly bytes: Digest;
  /** The record that the version's tag names. */
  readonly record?: Digest;
}

/** Digests a file or folder as `train` does, else looks the version's tag up. Throws UserError WB6207 for neither. */
export async function findSubject(
  what: string,
  given: string | undefined,
  policy: Policy,
  context: Context,
): Promise<VerifiedSubject> {
  const path = join(context.root, what);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there) {
    const { digest } = await (await context.compute()).digest(path);
    return { model: pickModel(given, policy), name: what, bytes: digest };
  }
  return findVersion(what, given, policy, context);
}

async function findVersion(
  what: string,
  given: string | undefined,
  policy: Policy,
  context: Context,
): Promise<VerifiedSubject> {
  const at = what.lastIndexOf('@');
  const model = at > 0 ? what.slice(0, at) : pickModel(given, policy);
  const said = saidOf(await readRegistry(context, model), what.slice(at + 1));
  if (!said) throw evidenceErrors.nothingToVerify({ what });
  return { model, name: `${model}@${what.slice(at + 1)}`, bytes: said.model, record: said.record };
}

function pickModel(given: string | undefined, { models }: Policy): string {
  if (given !== undefined) return given;
  const [only, ...others] = Object.keys(models);
  if (only === undefined || others.length > 0) throw inputErrors.whichModel({ models: Object.keys(models).join(', ') });
  return only;
}
