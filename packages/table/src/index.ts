export { type Duckdb, openConnection } from './connection.ts';
