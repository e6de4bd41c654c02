import { DuckDBInstance } from '@duckdb/node-api';

/** Writes the rows of a CSV file as Parquet; DuckDB finds the columns' types but for those that are named. */
export async function csvToParquet(
  csv: string,
  parquet: string,
  types: Readonly<Record<string, string>> = {},
): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const named = Object.entries(types).map(([column, type]) => `${literal(column)}: ${literal(type)}`);
  const options = named.length > 0 ? `, types = { ${named.join(', ')} }` : '';
  await connection.run(`COPY (FROM read_csv(${literal(csv)}${options})) TO ${literal(parquet)} (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
