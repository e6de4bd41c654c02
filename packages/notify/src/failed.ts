/** A message was not delivered, and why, in words that may be told: without any secret. */
export class Failed extends Error {
  override readonly name = 'Failed';
}
