import { setTimeout as sleep } from 'node:timers/promises';
import { Failed } from '../failed.ts';
import type { Answer, Call, Patience } from './call.ts';
import { saidBy } from './said.ts';
import { isUnreceived, sendOnce, whyNot } from './send-once.ts';

/** A way to one service: its name in reasons, and what is taken out of them. */
export interface Line {
  readonly name: string;
  readonly patience: Patience;
  readonly redact: (text: string) => string;
  readonly variables: readonly string[];
  readonly log: (line: string) => void;
}

/** A failure that may pass by itself. */
interface Trouble {
  readonly why: string;
  /** Milliseconds that the service asks to wait. */
  readonly wait: number;
  /** Whether it is certain that the service has not done what was asked. */
  readonly undone: boolean;
}

/**
 * Asks until there is an answer other than 429 and 5xx. Pauses double, without jitter; a longer `Retry-After` goes before them.
 * Throws Failed when the last try was in vain.
 */
export async function ask(line: Line, call: Call): Promise<Answer> {
  const { tries, pause, longestWait } = line.patience;
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryOnce(line, call);
    if ('status' in result) return result;
    const wait = Math.max(result.wait, pause * 2 ** (attempt - 1));
    const isLast = attempt === tries || (call.once === true && !result.undone);
    const where = whereOf(line, call);
    if (isLast) throw new Failed(`${where} ${result.why} (${attempt === 1 ? '1 try' : `${attempt} tries`})`);
    if (wait > longestWait) throw new Failed(`${where} ${result.why} and asks to wait ${wait / 1000} s`);
    line.log(`${where} ${result.why}; trying again in ${wait / 1000} s`);
    await sleep(wait);
  }
}

/** The body of an answer that says yes by its status; Failed for any other. */
export function accepted(line: Line, call: Call, { status, body }: Answer): string {
  if (status >= 200 && status < 300) return body;
  const where = whereOf(line, call);
  if (status >= 300 && status < 400) throw new Failed(`${where} answered HTTP ${status}: redirects are not followed`);
  const refused = (status === 401 || status === 403) && line.variables.length > 0;
  const said = saidBy(body, line.redact);
  const cure = refused ? `: check ${line.variables.map((name) => `\`${name}\``).join(' and ')}` : '';
  throw new Failed(`${where} answered HTTP ${status}${said ? ` (“${said}”)` : ''}${cure}`);
}

/** Failed for an answer that says yes by its status and no in its words. */
export function refusal(line: Line, call: Call, body: string): Failed {
  const said = saidBy(body, line.redact);
  return new Failed(
    `${whereOf(line, call)} did not take it: ${said ? `“${said}”` : 'its answer is not one of this service'}`,
  );
}

/** Of a webhook the path is the secret: only the host is named. */
function whereOf({ name, redact }: Line, { url }: Call): string {
  return `${name} at ${redact(new URL(url).host)}`;
}

async function tryOnce({ redact, patience }: Line, call: Call): Promise<Answer | Trouble> {
  try {
    const { retryAfter, ...answer } = await sendOnce(call, patience.timeout);
    if (answer.status !== 429 && answer.status < 500) return answer;
    const said = saidBy(answer.body, redact);
    const undone = answer.status === 429 || answer.status === 503;
    return { why: `answered HTTP ${answer.status}${said ? ` (“${said}”)` : ''}`, wait: retryAfter, undone };
  } catch (error) {
    return { why: redact(whyNot(error, patience.timeout)), wait: 0, undone: isUnreceived(error) };
  }
}
