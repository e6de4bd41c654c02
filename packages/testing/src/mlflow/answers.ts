import { type FakeRequest, type FakeResponse, jsonBody } from '../http/server.ts';
import type { FakeRun, FakeVersion, KeyValue } from './state.ts';

/** A refusal as MLflow 3.17 writes it. */
function fault(status: number, code: string, message: string): FakeResponse {
  return { status, body: { error_code: code, message, sqlstate: 'KAM00', error_class: code } };
}

export function missing(what: string): FakeResponse {
  return fault(404, 'RESOURCE_DOES_NOT_EXIST', `${what} not found`);
}

export function wrong(message: string): FakeResponse {
  return fault(400, 'INVALID_PARAMETER_VALUE', message);
}

export function taken(what: string): FakeResponse {
  return fault(400, 'RESOURCE_ALREADY_EXISTS', `${what} already exists.`);
}

/** MLflow leaves empty lists out of its answers. */
export function list<T>(name: string, entries: readonly T[]): FakeResponse {
  return { status: 200, body: entries.length === 0 ? {} : { [name]: entries } };
}

export function runBody(run: FakeRun): unknown {
  const params = [...run.params].map(([key, value]) => ({ key, value }));
  return {
    info: { run_id: run.id, run_name: run.name, experiment_id: run.experiment, status: run.status },
    data: { ...(run.tags.length === 0 ? {} : { tags: run.tags }), ...(params.length === 0 ? {} : { params }) },
  };
}

export function versionBody({ model, version, source, run, tags }: FakeVersion, aliases: readonly string[]): unknown {
  const common = { name: model, version, source, run_id: run, status: 'READY', current_stage: 'None' };
  return { ...common, ...(tags.length === 0 ? {} : { tags }), ...(aliases.length === 0 ? {} : { aliases }) };
}

export function field(request: FakeRequest, name: string): string {
  const value = request.method === 'GET' ? request.query.get(name) : jsonBody(request)[name];
  return typeof value === 'string' ? value : '';
}

/** Pairs of a list in the body; numbers are written as text. */
export function pairs(request: FakeRequest, name: string): KeyValue[] {
  const entries = jsonBody(request)[name];
  if (!Array.isArray(entries)) return [];
  return entries.map(({ key, value }: { readonly key: unknown; readonly value: unknown }) => {
    return { key: String(key), value: String(value) };
  });
}

/** Conditions of a filter, joined by `and`, that compare a name or a tag with a text. */
export function conditions(filter: string): readonly { readonly tag?: string; readonly value: string }[] {
  const form = /(?:name|tags\.`([^`]+)`)\s*=\s*(?:'([^']*(?:''[^']*)*)'|"([^"]*)")/gu;
  // A quote written twice stays two, as in MLflow.
  const all = [...filter.matchAll(form)].map(([, tag, single, double]) => {
    return { value: single ?? double ?? '', ...(tag === undefined ? {} : { tag }) };
  });
  if (filter.replaceAll(form, '').replaceAll(/\band\b|\s/gu, '') !== '') throw new Error(`the fake reads no ${filter}`);
  return all;
}

export function hasTags(tags: readonly KeyValue[], filter: string): boolean {
  return conditions(filter).every(
    ({ tag, value }) => tag === undefined || tags.some((own) => own.key === tag && own.value === value),
  );
}

const keyForm = /^[\p{L}\p{N}_\-. :/]{1,250}$/u;

/** Why MLflow would not take a key. */
export function keyProblem(key: string): string | undefined {
  if (!keyForm.test(key))
    return `Invalid value "${key}" for parameter 'key' supplied: Names may only contain alphanumerics`;
  const parts = key.split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..')
    ? 'Names may be treated as files in certain cases, and must not resolve to other names'
    : undefined;
}
