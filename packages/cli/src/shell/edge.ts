import { isAbsolute, relative } from 'node:path';
import { formatUserError, PermissionError, type Place, ServiceError, UserError } from '@weighbridge/core';

/** DESIGN §9. */
export type ExitCode = 0 | 1 | 2 | 3 | 4;

/** An error as people see it at the edge. */
export interface Failure {
  readonly exit: ExitCode;
  readonly text: string;
  /** Set for our own defects: goes into the debug file, never to the screen. */
  readonly stack?: string;
  readonly place?: UserError['place'];
}

/** The one place where an error becomes words and an exit code. Files are named as seen from `folder`. */
export function describeFailure(error: unknown, folder: string): Failure {
  if (error instanceof UserError) {
    const place = error.place && seenFrom(folder, error.place);
    return { exit: 2, text: formatUserError(error, place), place };
  }
  if (error instanceof PermissionError) return { exit: 3, text: `WB5090: ${error.message}.` };
  if (error instanceof ServiceError) return { exit: 3, text: `${error.code}: ${error.message}` };
  const stack = error instanceof Error ? stackOf(error) : String(error);
  return { exit: 4, text: 'This is a defect in weighbridge, not in your repository.', stack };
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}

/** Adapters name files by their whole path; people know them from where they stand. */
function seenFrom(folder: string, place: Place): Place {
  if (!isAbsolute(place.file)) return place;
  const path = relative(folder, place.file);
  return path.length < place.file.length ? { ...place, file: path } : place;
}
