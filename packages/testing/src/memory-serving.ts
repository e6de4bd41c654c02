import { ServiceError, type Serving } from '@weighbridge/core';

/** What a serving system would hold on its own: two drivers over one of these move the same traffic. */
export interface ServedState {
  stable: string | undefined;
  canary: string | undefined;
  weight: number;
  fence: number;
  /** Calls that changed something, in order: `set-weight 25`. */
  readonly calls: string[];
  /** Whether the canary answers. */
  healthy: boolean;
}

export function emptyServing(): ServedState {
  return { stable: undefined, canary: undefined, weight: 0, fence: 0, calls: [], healthy: true };
}

/** A serving system in memory. `ask` gives the name of the version that answers the next request. */
export function memoryServing(state: ServedState): Serving & { ask(): string } {
  let asked = 0;
  const change = (fence: number, call: string, work: () => void): Promise<void> => {
    if (fence < state.fence)
      return Promise.reject(new ServiceError('WB6103', `${fence} is older than ${state.fence}; nothing was changed.`));
    state.fence = fence;
    state.calls.push(call);
    work();
    return Promise.resolve();
  };
  const drop = (): void => {
    Object.assign(state, { canary: undefined, weight: 0, healthy: true });
  };
  return {
    kind: 'command',
    capabilities: { mirror: false, fencing: true },
    state: async () => ({
      stable: state.stable === undefined ? undefined : { version: state.stable, healthy: true },
      canary: state.canary === undefined ? undefined : { version: state.canary, healthy: state.healthy },
      weight: state.weight,
    }),
    async start(candidate, fence) {
      await change(fence, `start ${candidate.version}`, () => {
        if (state.canary !== candidate.version) Object.assign(state, { canary: candidate.version, weight: 0 });
      });
      return { address: undefined };
    },
    setWeight: (percent, fence) =>
      change(fence, `set-weight ${percent}`, () => {
        state.weight = state.canary === undefined ? 0 : percent;
      }),
    setMirror: () => Promise.reject(new ServiceError('WB6104', 'Requests cannot be mirrored in memory.')),
    promote: (fence) =>
      change(fence, 'promote', () => {
        if (state.canary !== undefined) state.stable = state.canary;
        drop();
      }),
    abort: (fence) => change(fence, 'abort', drop),
    ask() {
      asked += 1;
      const isCanary = state.healthy && (asked * 37) % 100 < state.weight;
      return (isCanary ? state.canary : state.stable) ?? 'nothing';
    },
  };
}
