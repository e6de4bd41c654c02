import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BranchFile,
  type JobEnd,
  type Repository,
  type RetrainPolicy,
  sizeInWords,
  watchErrors,
} from '@weighbridge/core';
import { repositoryPath } from '../step/base-policy.ts';
import type { Weighing } from '../step/weighing.ts';
import { refuseVariables } from '../train/preflight.ts';
import { filesBelow, notFile, refuseDetours } from './named-files.ts';
import { withPutBack } from './put-back.ts';

/** Files of a retraining's branch that newer data changed, or why there is nothing to train on. */
export type Prepared = { readonly files: readonly BranchFile[] } | { readonly why: string };

/** Milliseconds that the command gets between being asked to end and being made to, and in all. */
const grace = 30_000;
const usualTimeout = 60 * 60 * 1000;

/** The most bytes of one file that a branch carries; forges refuse larger ones, and data belongs elsewhere. */
const largest = 50_000_000;

/**
 * Runs `retrain.prepare` where the policy lies, in the environment of a training command, and reads what it changed of the
 * files that `retrain.commit` names. The working tree is afterwards as it was. Throws UserError WB6620 for what a branch
 * cannot carry.
 */
export async function prepareRetraining(
  weighing: Weighing,
  repository: Repository,
  retrain: RetrainPolicy,
): Promise<Prepared> {
  const { context, model } = weighing;
  if (retrain.prepare === undefined) return { files: [] };
  const paths = retrain.commit.map((path) => repositoryPath(context, path));
  return withPutBack(context, repository, {
    model: model.name,
    paths,
    work: async () => {
      // Not before: what a killed job left is put back by then.
      const before = await filesAt(repository.root, paths);
      const end = await runPrepare(weighing, retrain.prepare ?? '');
      if (end.outcome !== 'ended' || end.exit !== 0) return { why: `\`prepare\` failed: ${endText(end)}` };
      const files = changedFiles(before, await filesAt(repository.root, paths));
      return files.length > 0
        ? { files }
        : { why: 'there is nothing new to train on: `prepare` changed none of the files that `commit` names' };
    },
  });
}

async function runPrepare(weighing: Weighing, command: NonNullable<RetrainPolicy['prepare']>): Promise<JobEnd> {
  const { context, model } = weighing;
  const compute = await context.compute();
  await refuseVariables(weighing, compute);
  context.log.info('monitor: fetching newer data (`retrain.prepare`)');
  const { env: pass, timeout = usualTimeout } = model.train;
  return compute.run({ command, folder: context.root, pass, set: {}, grace, timeout });
}

function endText({ outcome, exit, signal }: JobEnd): string {
  if (outcome === 'timed out') return 'it took too long';
  return exit === undefined ? `it was ended by ${signal ?? 'a signal'}` : `exit code ${exit}`;
}

type Contents = ReadonlyMap<string, Uint8Array>;

async function filesAt(top: string, paths: readonly string[]): Promise<Contents> {
  const contents = new Map<string, Uint8Array>();
  await refuseDetours(top, paths);
  for (const path of await filesBelow(top, paths)) {
    const facts = await lstat(join(top, path));
    if (!facts.isFile()) throw watchErrors.notCarried({ path, why: notFile(facts) });
    if (facts.size > largest)
      throw watchErrors.notCarried({
        path,
        why: `it has ${sizeInWords(facts.size)}, and at most ${sizeInWords(largest)} are carried`,
      });
    contents.set(path, await readFile(join(top, path)));
  }
  return contents;
}

function changedFiles(before: Contents, after: Contents): BranchFile[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => ({ path, bytes: undefined }));
  const other = [...after].filter(
    ([path, bytes]) => Buffer.compare(before.get(path) ?? new Uint8Array(), bytes) !== 0 || !before.has(path),
  );
  return [...other.map(([path, bytes]) => ({ path, bytes })), ...gone];
}
