/**
 * What `@duckdb/node-bindings` is in the bundle. The client library imports its native part at its top, long before
 * anybody can say where that is; so the loader leaves the part here, and then imports the client. Run from source,
 * npm's own package is used instead and this value is not read.
 */
const holder: { library: unknown } = { library: undefined };

/** To be called before the client library is imported. */
export function provideNative(library: unknown): void {
  holder.library = library;
}

export { holder };
