import type { SmokePolicy } from '@weighbridge/core';
import type { Finding } from './line.ts';

type Expected = SmokePolicy['expect'][string];

const words: Readonly<Record<Expected, string>> = {
  number: 'a number',
  text: 'a text',
  boolean: 'true or false',
  list: 'a list',
  object: 'an object',
  share: 'a share from 0 to 1',
};

/**
 * Looks for the fields that the policy expects. `result.score` goes into objects; in a list a number is a place, and a
 * name is looked for in every element. A list where one number, text, boolean or share is expected must hold only those.
 */
export function checkExpected(value: unknown, expect: SmokePolicy['expect']): Finding {
  const found = Object.entries(expect).map(([field, type]) => {
    const values = valuesAt(value, field.split('.'));
    const problem = values === undefined ? `${field} is missing` : problemOf(values, field, type);
    return { problem, fact: `${field} is ${words[type]}` };
  });
  return {
    problems: found.flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    facts: found.map(({ fact }) => fact),
  };
}

function problemOf(values: readonly unknown[], field: string, type: Expected): string | undefined {
  const single = type === 'list' || type === 'object' ? values : values.flatMap(elements);
  if (single.length === 0) return `${field} is empty, not ${words[type]}`;
  const wrong = single.filter((value) => !isOf(value, type));
  return wrong.length === 0 ? undefined : `${field} is ${sayValue(wrong[0])}, not ${words[type]}`;
}

/** Undefined where any of it is missing. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (Array.isArray(value) && !/^\d+$/.test(name)) {
    const found = value.map((element) => valuesAt(element, path));
    return found.length === 0 || found.includes(undefined) ? undefined : found.flatMap((values) => values ?? []);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return valuesAt(Object.entries(value).find(([key]) => key === name)?.[1], rest);
}

function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.flatMap(elements) : [value];
}

function isOf(value: unknown, type: Expected): boolean {
  switch (type) {
    case 'number':
      return typeof value === 'number';
    case 'share':
      return typeof value === 'number' && value >= 0 && value <= 1;
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
}

/** A value in a few words, for what is wrong with it. */
export function sayValue(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
