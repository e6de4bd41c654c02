import { clean, fixed, type RunRecord, type Training, visible } from '@weighbridge/core';

/** How a training went, in a few lines for a terminal. */
export function trainingLines({ subject, training, stopped }: RunRecord): string {
  const model = clean(subject.model);
  if (stopped) return `❌ ${model} stopped: ${visible(stopped.reason)}\n`;
  if (!training) return '';
  const how = training.reused
    ? `unchanged: reused the run of ${training.reused.commit?.slice(0, 7) ?? clean(training.reused.from)}, 0 s`
    : `trained${usageText(training)}`;
  const outputs = training.outputs.map(
    ({ name, path, bytes, digest }) =>
      `   ${clean(name)}: ${visible(path)}, ${fixed(bytes, 0)} bytes, ${digest.slice(0, 19)}…`,
  );
  return [`${model} ${how}`, ...outputs, ''].join('\n');
}

function usageText({ usage }: Training): string {
  const parts = [
    usage?.wallSeconds === undefined ? undefined : `${fixed(usage.wallSeconds, 1)} s`,
    typeof usage?.cpuSeconds === 'number' ? `${fixed(usage.cpuSeconds, 1)} s of CPU` : undefined,
    typeof usage?.peakBytes === 'number' ? `${fixed(usage.peakBytes / 1e6, 0)} MB at most` : undefined,
    usage?.cost ? `${fixed(usage.cost.amount, 2)} ${clean(usage.cost.currency)}` : undefined,
  ].filter((part) => part !== undefined);
  return parts.length > 0 ? ` in ${parts.join(', ')}` : '';
}
