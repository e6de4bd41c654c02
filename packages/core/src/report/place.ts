import type { Capabilities } from '../port/forge.ts';

/** Where a report is read that could not become a note. Gitea keeps job summaries and shows them nowhere. */
export function reportPlace({ summaryLimit, changeWord }: Capabilities): string {
  if (summaryLimit > 0) return 'the job summary';
  return changeWord === 'merge request' ? 'the report files' : 'the job’s log';
}
