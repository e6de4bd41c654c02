import type { AlarmRule } from '../../policy/watch.ts';
import type { ReportContext } from '../context.ts';

/** Everything that a report on watching needs and the record does not hold. */
export interface WatchReportContext extends Pick<ReportContext, 'capabilities' | 'links' | 'budget' | 'version'> {
  readonly now: Date;
  /** Full name of the repository, for those who are told elsewhere. */
  readonly repository: string;
  /** When an alarm rings, and when it ends. */
  readonly rule: AlarmRule;
  /** The page of `renderWatchPage`, where it can be opened, and its size. */
  readonly pageUrl?: string;
  readonly pageBytes?: number;
  /** The run that looked. */
  readonly runUrl?: string;
  /** Who looks after the model: `acme/ml-leads`. Never mentioned, only named. */
  readonly owners?: readonly string[];
}
