import { Ajv, type ValidateFunction } from 'ajv';
import type { FakeRequest, Routes } from '../http/server.ts';
import { type Description, githubDescription, isObject } from './description.ts';
import { uploadRoot } from './release-routes.ts';

/** Problems of a request; none when the description allows it. */
export type Validate = (request: FakeRequest) => readonly string[];

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}

/** Checks requests against GitHub's own OpenAPI description, for the given routes of the fake. */
export function githubValidator(routes: Routes): Validate {
  const paths = Object.keys(routes).map((route) => described((route.split(' ')[1] ?? '').replace('*}', '}')));
  const description = githubDescription([...new Set(paths)]);
  const check = compiler(description);
  return (request) => {
    const item = description.paths[described(request.route)];
    const operation = item?.[request.method.toLowerCase()];
    if (item === undefined || !isObject(operation)) return [`${request.method} ${request.route} does not exist`];
    const own = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
    const parameters = [...(item.parameters ?? []), ...own].map((value) => resolve(description, value));
    return [
      ...parameters.filter(isParameter).flatMap((parameter) => parameterProblems(check, request, parameter)),
      ...unknownQuery(request, parameters.filter(isParameter)),
      ...bodyProblems(check, request, operation['requestBody']),
    ];
  };
}

/** Uploads go to another host, or below another root; the description has them among the others. */
function described(route: string): string {
  return route.replace(uploadRoot, '');
}

type Check = (schema: object, value: unknown) => readonly string[];

function compiler(description: Description): Check {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, coerceTypes: false });
  ajv.addSchema(JSON.parse(JSON.stringify(description), nullAsType), 'github');
  const compiled = new Map<object, ValidateFunction>();
  return (schema, value) => {
    const absolute = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/'),
      nullAsType,
    );
    const validate = compiled.get(schema) ?? ajv.compile(absolute);
    compiled.set(schema, validate);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || 'body'} ${message}`);
  };
}

/** OpenAPI's `nullable` beside a `oneOf`, as JSON Schema says it: the validator knows it only beside a `type`. */
function nullAsType(_key: string, value: unknown): unknown {
  if (!isObject(value) || typeof value['nullable'] !== 'boolean' || 'type' in value) return value;
  const { nullable, ...rest } = value;
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}

function parameterProblems(
  check: Check,
  request: FakeRequest,
  { name, in: place, required, schema }: Parameter,
): readonly string[] {
  const text = place === 'query' ? request.query.get(name) : (request.params[name] ?? null);
  if (place !== 'query' && place !== 'path') return [];
  if (text === null) return required ? [`${place} parameter ${name} is missing`] : [];
  return check(schema, typed(schema, text)).map((problem) => `${name}=${text}: ${problem}`);
}

/** The text as the type that the schema wants; what cannot be one stays text, and fails. */
function typed(schema: object, text: string): unknown {
  const type = 'type' in schema ? schema.type : undefined;
  if (type === 'integer' || type === 'number') return text.trim() === '' ? text : Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function unknownQuery({ query }: FakeRequest, parameters: readonly Parameter[]): readonly string[] {
  const known = new Set(parameters.filter((item) => item.in === 'query').map(({ name }) => name));
  return [...query.keys()].filter((name) => !known.has(name)).map((name) => `query parameter ${name} is unknown`);
}

function bodyProblems(check: Check, request: FakeRequest, requestBody: unknown): readonly string[] {
  const content = isObject(requestBody) ? requestBody['content'] : undefined;
  if (isObject(content) && 'application/octet-stream' in content) {
    const type = request.headers['content-type'];
    return type === 'application/octet-stream' ? [] : [`a file was sent as ${type}`];
  }
  const json = isObject(content) ? content['application/json'] : undefined;
  const schema = isObject(json) ? json['schema'] : undefined;
  if (!isObject(schema)) return request.bytes.length > 0 ? ['a body was sent where none is described'] : [];
  if (request.bytes.length === 0)
    return isObject(requestBody) && requestBody['required'] ? ['the body is missing'] : [];
  const body: unknown = JSON.parse(request.bytes.toString('utf8'));
  return [...check(schema, body), ...unknownFields(schema, body)];
}

/** GitHub ignores fields that it does not know; a test should not. */
function unknownFields(schema: Readonly<Record<string, unknown>>, body: unknown): readonly string[] {
  const { properties } = schema;
  if (!(isObject(properties) && isObject(body))) return [];
  return Object.keys(body)
    .filter((name) => !(name in properties))
    .map((name) => `body field ${name} is unknown`);
}

function resolve(description: Description, value: unknown): unknown {
  if (!isObject(value) || typeof value['$ref'] !== 'string') return value;
  const [, , kind = '', name = ''] = value['$ref'].split('/');
  return description.components[kind]?.[name];
}

function isParameter(value: unknown): value is Parameter {
  return isObject(value) && typeof value['name'] === 'string' && isObject(value['schema']);
}
