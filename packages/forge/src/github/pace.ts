import Bottleneck from 'bottleneck/light.js';

/** Groups of the throttling plugin that pass everything on at once. */
interface Pace {
  readonly write?: Bottleneck.Group;
  readonly notifications?: Bottleneck.Group;
}

/**
 * GitHub asks for a second between two writes and for three between two that notify people, and the plugin keeps to that. A
 * server on this machine asks for nothing. Answers that limit us are heeded either way.
 */
export function paceOf(apiUrl: string): Pace {
  return isLoopback(apiUrl) ? { write: new Bottleneck.Group(), notifications: new Bottleneck.Group() } : {};
}

function isLoopback(address: string): boolean {
  const { hostname } = new URL(address);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
}
