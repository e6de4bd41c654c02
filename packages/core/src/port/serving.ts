import type { ServedVersion } from '../record/rollout.ts';

/** What a serving system says of itself. */
export interface ServingState {
  /** The side that answers what the canary does not. Undefined: nothing serves yet. */
  readonly stable: ServingSide | undefined;
  readonly canary: ServingSide | undefined;
  /** Percent of the traffic that the canary gets, as the system has it now; 0 without a canary. */
  readonly weight: number;
  /** Percent of the requests that are copied to the canary; systems that can mirror say so, and 0 without a canary. */
  readonly mirror?: number;
  /** Where requests go, as far as the system knows: `http://127.0.0.1:8000`. */
  readonly address?: string;
}

export interface ServingSide {
  /** Empty: it serves what nobody ever told the system the name of. */
  readonly version: string;
  /** What the system calls the place that serves it, where that is the label of its counters (HAProxy: the server). */
  readonly instance?: string;
  /** Whether it answers; undefined when the system cannot say. */
  readonly healthy: boolean | undefined;
}

/** A version with its bytes in a folder or file of this machine, as the target needs them to start it. */
export interface ServableVersion extends ServedVersion {
  /** Absolute path of the model's bytes, digested and equal to `model`. */
  readonly path: string;
}

/**
 * A system that answers requests with two versions of a model. Every call is idempotent: whoever was killed in the middle
 * calls again. Calls that change something carry a fencing number, and a smaller one than the last is refused with
 * ServiceError WB6103 by systems that can remember it.
 */
export interface Serving {
  readonly kind: 'process' | 'haproxy' | 'command';
  /** `mirror`: requests can be copied to the canary with its answers dropped (`shadow`). */
  readonly capabilities: { readonly mirror: boolean; readonly fencing: boolean };
  state(): Promise<ServingState>;
  /** Makes the candidate reachable without giving it traffic, and waits until it answers. Says where it can be asked directly. */
  start(candidate: ServableVersion, fence: number): Promise<{ readonly address: string | undefined }>;
  /** Percent of the requests that the canary gets. */
  setWeight(percent: number, fence: number): Promise<void>;
  /** Percent of the requests that are copied to the canary, whose answers are dropped. Throws where `mirror` is false. */
  setMirror(percent: number, fence: number): Promise<void>;
  /** The canary becomes the stable side; the old one goes, or stays without traffic as the system likes. */
  promote(fence: number): Promise<void>;
  /** Everything goes to the stable side, and the canary is stopped. */
  abort(fence: number): Promise<void>;
}

/** Events of one side in one window. */
export interface ArmCounts {
  readonly bad: number;
  readonly all: number;
}

/** Why a window has nothing to count. Never taken for "healthy". */
export interface NoData {
  readonly noData: string;
}

/** One metric in one window. One-sided traffic is counts on one side and `noData` on the other. */
export interface MetricWindow {
  readonly canary: ArmCounts | NoData;
  readonly stable: ArmCounts | NoData;
}

/** What to count: selectors of raw counters (Prometheus), or names of counters (file). */
export interface LiveQuery {
  readonly name: string;
  readonly bad: string;
  readonly all: string;
}

/** Which series belong to which side. */
export interface LiveSides {
  readonly canary: string;
  readonly stable: string;
}

export interface LiveLook {
  readonly metrics: Readonly<Record<string, MetricWindow>>;
  /** Raw counters now; handed back at the next look. */
  readonly counters: Readonly<Record<string, number>>;
}

/** Raw counters of what is served. A counter that got smaller was restarted: what it shows now was added since. */
export interface LiveMetrics {
  readonly kind: 'prometheus' | 'file';
  /**
   * What was added since `before` (the counters of the look before; undefined at the first one, which counts nothing).
   * Throws ServiceError when it could not look at all; a metric without a sample, or with NaN, is `noData` with the reason.
   */
  look(
    queries: readonly LiveQuery[],
    sides: LiveSides,
    before: Readonly<Record<string, number>> | undefined,
  ): Promise<LiveLook>;
}

/** What a smoke and contract test of one served model found. */
export interface ServedCheck {
  readonly outcome: 'passed' | 'failed';
  /** `POST /predict answered 200 in 12 ms: probability is a number`. One line for each request. */
  readonly lines: readonly string[];
}
