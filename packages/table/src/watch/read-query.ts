import { watchErrors } from '@weighbridge/core';
import * as z from 'zod';
import type { Connection } from '../connection.ts';
import { literal } from '../sql.ts';

const parsed = z.union([
  z.object({ error: z.literal(true), error_type: z.string().optional(), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
]);

/** The only table that a query may name beside its own. */
const current = 'current';
/** Functions in FROM that make rows of their arguments and look at nothing else. */
const rowMakers = ['unnest', 'range', 'generate_series', 'generate_subscripts', 'repeat', 'repeat_row'];
/** Functions that look at the process or act on it. */
const outward = ['getenv', 'current_setting', 'getvariable', 'nextval', 'currval', 'setseed', 'sleep_ms', 'write_log'];

/**
 * The text of a query that is one SELECT over `current`, ready to stand in parentheses. DuckDB's own parser says what it
 * is, so that nothing hangs on a pattern. Throws UserError WB6601 for everything else.
 */
export async function readQuery(connection: Connection, query: string): Promise<string> {
  // Alone on its lines it may end with a comment; a semicolon at its end is all that would not fit in parentheses.
  const text = query.replace(/[;\s]+$/, '');
  const { tree } = await connection.row(`SELECT CAST(json_serialize_sql(${literal(text)}) AS VARCHAR) AS "tree"`);
  const found = parsed.parse(JSON.parse(String(tree)));
  if (found.error) throw refused(whyNot(found.error_type, found.error_message));
  if (found.statements.length === 0) throw refused('it is empty');
  if (found.statements.length > 1) throw refused(`it holds ${found.statements.length} statements`);
  const nodes = [...nodesOf(found.statements)];
  const own = new Set(nodes.flatMap(ownNames));
  for (const node of nodes) {
    const what = forbidden(node, own);
    if (what !== undefined) throw refused(what);
  }
  return text;
}

/** The error of a query that may not be run. `what` is a clause without its point. */
export function refused(what: string): Error {
  return watchErrors.forbiddenQuery({ what });
}

function whyNot(type: string | undefined, message: string): string {
  if (type === 'not implemented') return 'it is not a SELECT';
  return `it is no SQL (${(message.split('\n')[0] ?? '').slice(0, 80)})`;
}

type Node = Readonly<Record<string, unknown>>;

/** Every object in a parsed statement. */
function* nodesOf(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item);
    return;
  }
  const node: Node = { ...value };
  yield node;
  for (const part of Object.values(node)) yield* nodesOf(part);
}

/** Names without a point or a slash: DuckDB looks for a file of a name that nothing else has. */
const plainName = /^[\p{L}\p{N}_ ]+$/u;

/** Names that `WITH` gives in a query. */
function ownNames({ cte_map: ctes }: Node): readonly string[] {
  const { success, data } = z.object({ map: z.array(z.object({ key: z.string() })) }).safeParse(ctes);
  return success ? data.map.map(({ key }) => key.toLowerCase()).filter((key) => plainName.test(key)) : [];
}

const baseTable = z.object({ schema_name: z.string(), catalog_name: z.string(), table_name: z.string() });
const named = z.object({ function_name: z.string() });

/** What is wrong with one part of a query; undefined where nothing is. */
function forbidden(node: Node, own: ReadonlySet<string>): string | undefined {
  switch (node['type']) {
    case 'BASE_TABLE': {
      const { schema_name: schema, catalog_name: catalog, table_name: table } = baseTable.parse(node);
      const isKnown = table.toLowerCase() === current || own.has(table.toLowerCase());
      return isKnown && schema === '' && catalog === '' ? undefined : `it reads ${JSON.stringify(table.slice(0, 60))}`;
    }
    case 'TABLE_FUNCTION': {
      const { function_name: name } = named.parse(node['function']);
      return rowMakers.includes(name.toLowerCase()) ? undefined : `it reads by \`${name}\``;
    }
    case 'FUNCTION': {
      const { function_name: name } = named.parse(node);
      return outward.includes(name.toLowerCase()) ? `it calls \`${name}\`` : undefined;
    }
    case 'SHOW_REF':
      return 'it is not a SELECT';
    default:
      return node['class'] === 'PARAMETER' ? 'it has parameters' : undefined;
  }
}
