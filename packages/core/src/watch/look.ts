import type { AlarmRule } from '../policy/watch.ts';
import type { IssueComment, TrackedIssue } from '../port/issues.ts';
import type { Digest } from '../record/evaluation.ts';
import type { Watch, WatchReference, WatchWindow } from '../record/watch.ts';
import type { NoticeKind } from './notice.ts';

/** What one look found. */
export interface Look {
  readonly model: string;
  readonly at: Date;
  readonly reference: WatchReference;
  /** Digest of the limits and columns that windows are judged by today. */
  readonly by: Digest;
  /** Those that were judged at this look. */
  readonly windows: readonly WatchWindow[];
  readonly rule: AlarmRule;
  /** False alarms per year, at most. */
  readonly expected: number;
  /** The model's issue as the forge has it. */
  readonly issue?: TrackedIssue | undefined;
  /** Whether the forge says that it was us who closed it. What the state knows of it needs not be said. */
  readonly ownClosed?: boolean | undefined;
  readonly comments?: readonly IssueComment[] | undefined;
}

/** The watch as it is now, to be written down, and what is to be done after that. */
export interface WatchMove {
  readonly watch: Watch;
  /** `edit` leaves it open or closed as it is. */
  readonly issue: 'none' | 'create' | 'edit' | 'close' | 'reopen';
  /** Set where the state changed at this look; `watch.notice` keeps the last one. */
  readonly notice?: NoticeKind;
}
