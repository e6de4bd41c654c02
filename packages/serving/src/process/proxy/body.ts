import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';

/** The body of a request on its way, that can be sent a second time while it is small. */
export interface Body {
  /** Sends what came and what comes to this server, and no more to the one before. */
  sendTo(target: Writable): void;
  /** Whether another server can still get the whole of it. */
  canRepeat(): boolean;
  /** The whole body once it is there; undefined when it is too large to keep, or broke off. */
  whole(): Promise<Buffer | undefined>;
  /** Nobody wants it any more: what still comes is read away. */
  drop(): void;
}

/** Bytes of a body that are kept for a second try and for a copy. */
const keptBytes = 1_000_000;

/** Starts to read with the first `sendTo`; the slower of both ends sets the pace. */
export function bodyOf(request: IncomingMessage): Body {
  let kept: Buffer[] | undefined = [];
  let size = 0;
  let target: Writable | undefined;
  let ended = false;
  function listen(): void {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > keptBytes) kept = undefined;
      kept?.push(chunk);
      const to = target;
      if (!to || to.write(chunk)) return;
      request.pause();
      to.once('drain', () => request.resume());
    });
    request.once('end', () => {
      ended = true;
      target?.end();
    });
  }
  return {
    sendTo(next) {
      const first = target === undefined;
      target = next;
      for (const chunk of kept ?? []) next.write(chunk);
      if (ended) next.end();
      else if (first) listen();
      else request.resume();
    },
    canRepeat: () => kept !== undefined,
    whole: () =>
      new Promise((resolve) => {
        const settle = (): void => resolve(kept ? Buffer.concat(kept) : undefined);
        if (ended) settle();
        request.once('end', settle);
        request.once('close', () => resolve(undefined));
      }),
    drop() {
      target = undefined;
      request.resume();
    },
  };
}
