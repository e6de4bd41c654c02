export { type CommandOptions, commandServing } from './command/command-serving.ts';
export { checkServed } from './contract/check-served.ts';
export { type HaproxyOptions, haproxyServing } from './haproxy/haproxy-serving.ts';
export type { ServingMemory } from './haproxy/memory.ts';
export { type FileLiveOptions, fileLive } from './live/file-live.ts';
export { type PrometheusHistoryOptions, prometheusHistory } from './live/prometheus-history.ts';
export { type PrometheusLiveOptions, prometheusLive } from './live/prometheus-live.ts';
export { startDetached, stopStarted } from './process/detached.ts';
export { type ProcessOptions, type ProcessServing, processServing } from './process/process-serving.ts';
