export { findDuckdb, loadDuckdb } from './binding/load.ts';
export { libraryOptions } from './binding/options.ts';
export { duckdbEngine } from './engine.ts';
export { columnReader } from './reading/read-columns.ts';
