import { formatUserError, PermissionError, ServiceError, UserError } from '@weighbridge/core';

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

/** The one place where an error becomes words and an exit code. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UserError) return { exit: 2, text: formatUserError(error), place: error.place };
  if (error instanceof PermissionError) return { exit: 3, text: `WB5003: ${error.message}.` };
  if (error instanceof ServiceError) return { exit: 3, text: `${error.code}: ${error.message}` };
  const stack = error instanceof Error ? stackOf(error) : String(error);
  return { exit: 4, text: 'This is a defect in weighbridge, not in your repository.', stack };
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
