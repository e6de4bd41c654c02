import type { Watch } from '../record/watch.ts';

export type NoticeKind = NonNullable<Watch['notice']>['kind'];

/** The last change of state, under a key of its own: nobody is told of one key twice. */
export function withNotice(before: Watch | undefined, kind: NoticeKind | undefined, at: Date): Pick<Watch, 'notice'> {
  if (kind !== undefined) return { notice: { kind, key: `${kind} ${at.toISOString()}` } };
  return before?.notice ? { notice: before.notice } : {};
}
