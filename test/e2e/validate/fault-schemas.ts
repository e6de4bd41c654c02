import { expressions } from './faults.ts';

const countries = ['DE', 'AT', 'CH', 'FR'];
const statuses = ['paid', 'open', 'returned'];

/** The rules of the orders as a Frictionless Table Schema. */
export const frictionless = {
  fields: [
    { name: 'order', type: 'integer', constraints: { required: true, unique: true } },
    { name: 'customer', type: 'string', constraints: { required: true, pattern: 'C[0-9]{6}' } },
    { name: 'email', type: 'string', constraints: { required: true, minLength: 6, maxLength: 40 } },
    { name: 'country', type: 'string', constraints: { required: true, enum: countries } },
    { name: 'status', type: 'string', constraints: { required: true, enum: statuses } },
    { name: 'ordered', type: 'date', constraints: { required: true } },
    { name: 'shipped', type: 'date' },
    { name: 'quantity', type: 'integer', constraints: { required: true, minimum: 1, maximum: 100 } },
    { name: 'price', type: 'number', constraints: { required: true, minimum: 0, maximum: 10_000 } },
    { name: 'discount', type: 'number', constraints: { minimum: 0, exclusiveMaximum: 1 } },
    { name: 'total', type: 'number' },
    { name: 'weight', type: 'integer' },
    { name: 'settled', type: 'boolean' },
    { name: 'note', type: 'string', constraints: { maxLength: 20 } },
    { name: 'rating', type: 'integer', constraints: { enum: [1, 2, 3, 4, 5] } },
    { name: 'postcode', type: 'string', constraints: { pattern: '[0-9]{5}' } },
  ],
  checks: expressions.map((expression) => ({ expression })),
};

const optional = (type: string): { readonly type: readonly string[] } => ({ type: [type, 'null'] });

/** The same rules as a JSON Schema of one row. */
export const jsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  required: ['order', 'customer', 'email', 'country', 'status', 'ordered', 'quantity', 'price'],
  properties: {
    order: { type: 'integer', unique: true },
    customer: { type: 'string', pattern: '^C[0-9]{6}$' },
    email: { type: 'string', minLength: 6, maxLength: 40 },
    country: { type: 'string', enum: countries },
    status: { type: 'string', enum: statuses },
    ordered: { type: 'string', format: 'date' },
    shipped: { ...optional('string'), format: 'date' },
    quantity: { type: 'integer', minimum: 1, maximum: 100 },
    price: { type: 'number', minimum: 0, maximum: 10_000 },
    discount: { ...optional('number'), minimum: 0, exclusiveMaximum: 1 },
    total: optional('number'),
    weight: optional('integer'),
    settled: optional('boolean'),
    note: { ...optional('string'), maxLength: 20 },
    rating: { ...optional('integer'), enum: [1, 2, 3, 4, 5, null] },
    postcode: { ...optional('string'), pattern: '^[0-9]{5}$' },
  },
  checks: expressions.map((expression) => ({ expression })),
};
