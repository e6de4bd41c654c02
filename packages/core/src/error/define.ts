import { type Place, UserError } from './user-error.ts';

/** What is wrong, and what is possible. Both are whole sentences. */
export interface ErrorText {
  readonly message: string;
  readonly cure: string;
}

/** One entry of the catalogue: calling it makes the error; `example` lets a test render every entry. */
export interface ErrorEntry<A> {
  (args: A, options?: { readonly place?: Place; readonly cause?: unknown }): UserError;
  readonly code: string;
  readonly example: A;
  readonly text: (args: A) => ErrorText;
}

/** Makes a catalogue entry. `code` is `WB` and four digits: 1 inputs, 2 policy, 3 data, 4 git, 5 forge. */
export function defineError<A>(code: string, example: A, text: (args: A) => ErrorText): ErrorEntry<A> {
  const make = (args: A, options: { readonly place?: Place; readonly cause?: unknown } = {}): UserError => {
    const { message, cure } = text(args);
    return new UserError(code, `${message} ${cure}`, options);
  };
  return Object.assign(make, { code, example, text });
}
