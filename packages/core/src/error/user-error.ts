/** Where an error is: a file, and a place in it when there is one (1-based). */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something the user must change. Exit code 2. Codes are `WB` and four digits, listed in `catalogue.ts`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly code: string;
  readonly place: Place | undefined;

  constructor(code: string, message: string, options: { place?: Place; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
  }
}

/** An outside service failed or could not be asked; running again may help. Exit code 3. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
  }
}

/** The forge refused a call for want of a permission. Callers degrade; it is not a failure of the service. */
export class PermissionError extends Error {
  override readonly name = 'PermissionError';
  /** For example `pull-requests: write`, or `api scope, Developer role`. */
  readonly needed: string;
  /** Method, path and status, never a token: `POST /issues/318/comments` (HTTP 403). */
  readonly call: string;

  constructor(needed: string, call: string, options: { cause?: unknown } = {}) {
    super(`${call} needs ${needed}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.needed = needed;
    this.call = call;
  }
}

/** `WB2041 weighbridge.yml:12:18: message`, the one form in which user errors are printed. */
export function formatUserError(error: UserError, place: Place | undefined = error.place): string {
  const where = place
    ? [place.file, place.line, place.column].filter((part) => part !== undefined).join(':')
    : undefined;
  return where ? `${error.code} ${where}: ${error.message}` : `${error.code}: ${error.message}`;
}
