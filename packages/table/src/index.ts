export { loadDuckdb } from './binding/load.ts';
export { type LibraryOptions, libraryOptions } from './binding/options.ts';
export { type Duckdb, openConnection } from './connection.ts';
