import { holder } from './native.ts';

// The bundle takes this module for `@duckdb/node-bindings` (scripts/build.ts), whose value is its default export.
// biome-ignore lint/style/noDefaultExport: the client library imports it so.
export default holder.library;
