import type { WatchEngine } from '@weighbridge/core';

type Work<Given extends readonly unknown[], Found> = (...given: Given) => Promise<Found>;

/**
 * An engine whose calls wait for each other. A connection answers one statement at a time: the next one would end a
 * result that is still being read, without an error, and what was not read yet would be missing from what is found.
 */
export function oneAtATime(engine: WatchEngine): WatchEngine {
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Given extends readonly unknown[], Found>(work: Work<Given, Found>): Work<Given, Found> {
    return (...given) => {
      const next = last.then(() => work(...given));
      // A failure is its own caller's; whoever waits goes on.
      last = next.catch(() => undefined);
      return next;
    };
  }
  return {
    open: inTurn(engine.open),
    check: inTurn(engine.check),
    explain: inTurn(engine.explain),
    profile: inTurn(engine.profile),
    compareColumns: inTurn(engine.compareColumns),
    diffRows: inTurn(engine.diffRows),
    overlap: inTurn(engine.overlap),
    range: inTurn(engine.range),
    notAfter: inTurn(engine.notAfter),
    equalColumns: inTurn(engine.equalColumns),
    select: inTurn(engine.select),
    times: inTurn(engine.times),
    within: inTurn(engine.within),
    scores: inTurn(engine.scores),
    labelled: inTurn(engine.labelled),
    rowsDigest: inTurn(engine.rowsDigest),
    close: inTurn(engine.close),
  };
}
