import type { ModelPolicy, Runner, Subject } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** Which change, which commits, where: from the runner, the forge and git. The key and the base come later. */
export async function makeSubject(model: ModelPolicy, context: Context): Promise<Subject> {
  const { runner, repository, forge } = context;
  const checkedOut = await repository?.head();
  const change = changeOf(context);
  const head = change?.head ?? occasionHead(runner) ?? runner.commit ?? checkedOut;
  const { run } = runner;
  return {
    model: model.name,
    ...(head ? { head } : {}),
    ...(checkedOut ? { checkedOut } : {}),
    ...(change?.baseTip ? { baseTip: change.baseTip } : {}),
    ...(runner.ref ? { ref: runner.ref } : {}),
    ...(change
      ? { change: { number: change.number, fork: change.fork, ...(change.url ? { url: change.url } : {}) } }
      : {}),
    forge: forge.kind,
    ...(runner.repository ? { repository: runner.repository } : {}),
    ...(run ? { run: { id: run.id, attempt: run.attempt, job: run.job, ...(run.url ? { url: run.url } : {}) } } : {}),
    weighbridge: context.version,
  };
}

interface ChangeFacts {
  readonly number: number;
  readonly fork: boolean;
  readonly head?: string;
  readonly baseTip?: string;
  readonly url?: string;
}

/** The runner knows the change's head when it started; that, not the forge's newest, is what this run weighs. */
function changeOf({ runner, forge }: Context): ChangeFacts | undefined {
  const { occasion } = runner;
  if (occasion.kind !== 'change') return undefined;
  const url = forge.links.change(occasion.number);
  return {
    number: occasion.number,
    fork: occasion.fork,
    ...(occasion.head ? { head: occasion.head } : {}),
    ...(occasion.baseTip ? { baseTip: occasion.baseTip } : {}),
    ...(url ? { url } : {}),
  };
}

function occasionHead({ occasion }: Runner): string | undefined {
  return occasion.kind === 'queue' ? occasion.head : undefined;
}

/**
 * Whether a record was written by this very run, for these very commits. When failed jobs are run again, those that
 * succeeded keep their earlier attempt.
 */
export function sameRun(found: Subject, now: Subject): boolean {
  return (
    found.model === now.model &&
    found.head === now.head &&
    found.checkedOut === now.checkedOut &&
    found.run?.id === now.run?.id &&
    (found.run?.attempt ?? 1) <= (now.run?.attempt ?? 1) &&
    found.weighbridge === now.weighbridge
  );
}
