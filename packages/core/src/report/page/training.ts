import type { GpuDevice, Training, TrainingOutput } from '../../record/training.ts';
import { clean, htmlText } from '../escape.ts';
import { legsText } from '../facts/trained.ts';
import { tailLines } from '../folds/tail.ts';
import { htmlInk, type Ink } from '../ink.ts';
import { bytes, count, counted, day, decimalsOfHalfWidth, duration, fixed, percent, timeOfDay } from '../number.ts';
import type { View } from '../view.ts';
import { definitions, shortDigest } from './list.ts';

/** The most entries of one list. */
const most = 40;

/** Whether there is more to say of a training than the digests of what it read. */
export function hasTraining({ record }: View): boolean {
  const { training } = record;
  return (
    training !== undefined && [training.command, training.reused, training.usage].some((part) => part !== undefined)
  );
}

/** What was run, on what, at which cost, and what it left. */
export function trainingSection(view: View): string {
  const { training } = view.record;
  if (training === undefined || !hasTraining(view)) return '';
  const ink = htmlInk();
  const { seeds = [], usage = {} } = training;
  return `<h2 id="training">Training</h2>${definitions([
    ['Reused', reusedText(training, ink)],
    ['Command', commandText(training, ink)],
    ['Params', paramsText(training, ink)],
    ['Environment', environmentText(training, ink)],
    ['Lockfile', lockfileText(training, ink)],
    ['GPU', gpuText(training, ink)],
    ['Seeds', seeds.length === 0 ? undefined : restOf(seeds.map(String), ', ')],
    ['Started', startedText(view, usage.startedAt)],
    ['Time', timeText(training, ink)],
    ['Peak memory', amountText(usage.peakBytes, bytes, ink)],
    ['Cost', costText(training, ink)],
    [
      'Outputs',
      training.outputs.length === 0
        ? undefined
        : restOf(
            training.outputs.map((one) => outputText(one, ink)),
            '<br>',
          ),
    ],
  ])}${spreadTable(training, ink)}`;
}

/** The last lines that the user's command wrote, where it failed. */
export function outputSection(view: View): string {
  const tail = view.record.stopped?.tail ?? [];
  if (tail.length === 0) return '';
  return `<h2 id="output">Last lines of its output</h2><pre>${tailLines(tail).map(htmlText).join('\n')}</pre>`;
}

/** The first items, and how many more there are. */
function restOf(items: readonly string[], separator: string): string {
  const left = items.length - most;
  return `${items.slice(0, most).join(separator)}${left > 0 ? `${separator}and ${count(left)} more` : ''}`;
}

function reusedText({ reused }: Training, ink: Ink): string | undefined {
  if (reused === undefined) return undefined;
  const run = reused.commit === undefined ? 'a run' : `the run of ${ink.code(reused.commit.slice(0, 7))}`;
  const saved =
    reused.savedSeconds === undefined ? '' : `; training took ${duration(reused.savedSeconds * 1000)} there`;
  return `${run}, from ${ink.prose(reused.from)}: nothing that goes into the model changed${saved}`;
}

/** A string is for a shell, a list is run as it is. */
function commandText({ command }: Training, ink: Ink): string | undefined {
  if (command === undefined) return undefined;
  const parts =
    typeof command === 'string' ? command.split('\n').filter((line) => line.trim() !== '') : [command.join(' ')];
  return restOf(parts.map(ink.code), '<br>');
}

function paramsText({ params }: Training, ink: Ink): string | undefined {
  if (params === undefined) return undefined;
  const values = Object.entries(params.values).map(([key, value]) => `${ink.code(key)} ${ink.prose(value)}`);
  return [
    `${ink.code(params.path)}, ${ink.code(shortDigest(params.digest))}`,
    ...(values.length === 0 ? [] : [restOf(values, ', ')]),
  ].join('<br>');
}

function environmentText({ environment }: Training, ink: Ink): string | undefined {
  const { interpreter, image, os, cpu, cores } = environment;
  const parts = [
    ...(interpreter === undefined ? [] : [ink.name(interpreter)]),
    ...(image === undefined ? [] : [`image ${ink.code(image)}`]),
    ...(os === undefined ? [] : [ink.name(os)]),
    ...(cpu === undefined ? [] : [ink.name(cpu)]),
    ...(cores === undefined ? [] : [counted(cores, 'core')]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function lockfileText({ environment }: Training, ink: Ink): string | undefined {
  const { lockfile } = environment;
  return lockfile === undefined ? undefined : `${ink.code(lockfile.path)}, ${ink.code(shortDigest(lockfile.digest))}`;
}

/** Devices with their peaks, and the driver; or why there is nothing to say. */
function gpuText({ usage, environment }: Training, ink: Ink): string | undefined {
  const { gpu } = usage ?? {};
  if (gpu === undefined) return environment.gpu === undefined ? undefined : ink.name(environment.gpu);
  if (gpu.devices.length === 0) return gpu.undefined === undefined ? 'none' : `none: ${ink.prose(gpu.undefined)}`;
  const driver = [
    ...(gpu.driver === undefined ? [] : [`driver ${ink.name(gpu.driver)}`]),
    ...(gpu.cuda === undefined ? [] : [`CUDA ${ink.name(gpu.cuda)}`]),
    ...(gpu.undefined === undefined ? [] : [ink.prose(gpu.undefined)]),
  ];
  return restOf(
    [...gpu.devices.map((device) => deviceText(device, ink)), ...(driver.length === 0 ? [] : [driver.join(', ')])],
    '<br>',
  );
}

function deviceText({ name, memoryMiB, peakMiB, utilisation, mig }: GpuDevice, ink: Ink): string {
  const memory = memoryMiB === undefined ? '' : ` of ${bytes(memoryMiB * 2 ** 20)}`;
  const parts = [
    ink.name(name),
    ...(peakMiB === undefined ? [] : [`peak ${bytes(peakMiB * 2 ** 20)}${memory}`]),
    ...(utilisation === undefined ? [] : [`${percent(utilisation, 0)} busy`]),
    ...(mig === undefined || mig.length === 0 ? [] : [`MIG ${mig.slice(0, 8).map(ink.code).join(', ')}`]),
  ];
  return parts.join(', ');
}

function startedText(view: View, at: string | undefined): string | undefined {
  if (at === undefined) return undefined;
  const parts = [day(at, view.context.now), timeOfDay(at)].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(' ');
}

/** `1 h 12 min, 5 h 40 min of CPU; in 3 legs …`. */
function timeText(training: Training, ink: Ink): string | undefined {
  const { wallSeconds, cpuSeconds } = training.usage ?? {};
  const seconds = (value: number): string => duration(value * 1000);
  const cpu = amountText(cpuSeconds, seconds, ink);
  const parts = [
    ...(wallSeconds === undefined ? [] : [training.reused === undefined ? seconds(wallSeconds) : '0 s']),
    ...(cpu === undefined ? [] : [`CPU ${cpu}`]),
    ...legsText(training).map((text) => text.replace(/\.$/, '')),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** A number, or why it was not measured. */
function amountText(
  value: number | { readonly undefined: string } | undefined,
  write: (value: number) => string,
  ink: Ink,
): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'number' ? write(value) : ink.prose(value.undefined);
}

function costText({ usage }: Training, ink: Ink): string | undefined {
  if (usage?.cost === undefined) return undefined;
  const { amount, currency, rate } = usage.cost;
  return `${fixed(amount, 2)} ${ink.name(currency)} (${ink.prose(rate)})`;
}

function outputText({ name, path, digest, bytes: size, files, kept }: TrainingOutput, ink: Ink): string {
  const parts = [
    `${ink.name(name)}: ${ink.code(path)}`,
    ...(files === undefined ? [] : [counted(files, 'file')]),
    bytes(size),
    ink.code(shortDigest(digest)),
    ...(kept === undefined
      ? []
      : [
          `kept as ${ink.code(kept.location)}${kept.expiresAt === undefined ? '' : ` until ${clean(kept.expiresAt.slice(0, 10))}`}`,
        ]),
  ];
  return parts.join(', ');
}

/** How far runs that differ by their seed lie apart. */
function spreadTable({ spread = [] }: Training, ink: Ink): string {
  if (spread.length === 0) return '';
  const rows = spread.slice(0, most).map(({ metric, runs, mean, deviation, low, high }) => {
    const decimals = decimalsOfHalfWidth(deviation) ?? 3;
    const text = (value: number): string => fixed(value, decimals);
    return `<tr><td>${ink.name(metric)}</td><td class="r">${count(runs)}</td><td class="r">${text(mean)}</td><td>${text(deviation)}<small>${text(low)} to ${text(high)}</small></td></tr>`;
  });
  const head =
    '<thead><tr><th>Metric</th><th class="r">Runs</th><th class="r">Mean</th><th>Standard deviation, 95% interval</th></tr></thead>';
  return `<h3>Between runs that differ by their seed</h3><table class="values">${head}${rows.join('')}</table>`;
}
