import * as z from 'zod';
import { type Digest, digest } from '../record/evaluation.ts';

/** What a tag of ours says beside its name. It is an index, not a proof. */
export interface TagFacts {
  /** Of the record, in canonical form. */
  readonly record: Digest;
  /** Of the model's bytes. */
  readonly model: Digest;
  /** The change that was merged. */
  readonly change?: number;
}

const keys = { record: 'Weighbridge-Record', model: 'Weighbridge-Model', change: 'Weighbridge-Change' } as const;

/** A tag's message: a title for people, and trailers for programs. Throws TypeError when the title is more than a line. */
export function tagMessage(title: string, { record, model, change }: TagFacts): string {
  if (!/^[^\p{Cc}\u2028\u2029]+$/u.test(title) || title.trim() === '')
    throw new TypeError('a title is one line of text');
  const trailers = [`${keys.record}: ${record}`, `${keys.model}: ${model}`];
  if (change !== undefined) trailers.push(`${keys.change}: ${change}`);
  return `${title.trim()}\n\n${trailers.join('\n')}\n`;
}

const facts = z.strictObject({
  record: digest,
  model: digest,
  change: z
    .string()
    .regex(/^[1-9]\d{0,9}$/)
    .transform(Number)
    .optional(),
});

/**
 * The facts in a message's last paragraph; undefined when it is not ours: a fact is missing, is there twice or is not
 * what it must be, or the paragraph holds a line that is no trailer.
 */
export function readTagMessage(text: string): TagFacts | undefined {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n{2,}/);
  const lines = paragraphs.length < 2 ? [] : (paragraphs.at(-1) ?? '').split('\n');
  const trailers = lines.map((line) => /^([A-Za-z0-9-]+): (.*\S)\s*$/.exec(line));
  if (trailers.includes(null)) return undefined;
  const values: Record<string, string> = {};
  for (const [field, key] of Object.entries(keys)) {
    const found = trailers.filter((trailer) => trailer?.[1] === key);
    if (found.length > 1) return undefined;
    const value = found[0]?.[2];
    if (value !== undefined) values[field] = value;
  }
  const parsed = facts.safeParse(values);
  if (!parsed.success) return undefined;
  const { record, model, change } = parsed.data;
  return { record, model, ...(change === undefined ? {} : { change }) };
}
