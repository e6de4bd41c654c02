import type { Context } from '../command.ts';
import type { OpenDataset } from './open-dataset.ts';

/** Says which files of a folder or a pattern are not looked at. */
export function warnOfUnread({ log }: Context, { policy, table }: OpenDataset): void {
  const { files, unread } = table;
  if (!unread) return;
  const others = unread.count > 1 ? ` and ${unread.count - 1} more are` : ' is';
  log.warn(
    `validate: ${files} of ${files + unread.count} files of ${policy.path} are read; ${unread.first}${others} not`,
  );
}
