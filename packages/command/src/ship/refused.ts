/**
 * A decision against going on (exit 1): nothing that would follow is done. It is no error of the user's, of a service's, or
 * of ours; the message is the whole reason, for people.
 */
export class Refused extends Error {
  override readonly name = 'Refused';
}
