import { changeOf, commandText, diffList, type PolicyChange, type Setting } from './diff-words.ts';
import type { ModelPolicy, TrainPolicy } from './policy.ts';

/**
 * How the model is made. That changes the model, which is weighed as it is; only what hides changes from its key,
 * another file of predictions, and fewer runs to measure the spread by may make passing easier.
 */
export function diffTrain({ train: was }: ModelPolicy, { name, train: now }: ModelPolicy): PolicyChange[] {
  const where = `${name}, train`;
  const outputs = [...new Set([...Object.keys(was.outputs), ...Object.keys(now.outputs)])];
  const fewer = now.repeat < was.repeat ? 'looser' : 'other';
  return [
    ...settings.flatMap(([key, of]) => changeOf(where, key, of(was), of(now), 'other')),
    ...diffList(where, 'env', was.env, now.env, { added: 'other', removed: 'other' }),
    ...changeOf(where, 'repeat', was.repeat, now.repeat, fewer),
    ...diffList(where, 'ignore', was.ignore, now.ignore, { added: 'looser', removed: 'other' }),
    ...outputs.flatMap((output) =>
      changeOf(where, output, was.outputs[output], now.outputs[output], output === 'predictions' ? 'looser' : 'other'),
    ),
  ];
}

type Shown = readonly [key: string, of: (train: TrainPolicy) => Setting];

const settings: readonly Shown[] = [
  ['run', ({ run }) => commandText(run)],
  ['params', ({ params }) => params],
  ['timeout', ({ timeout }) => (timeout === undefined ? undefined : `${timeout / 1000} s`)],
  ['retry', ({ retry }) => (retry.times === 0 ? undefined : `${retry.times} after ${retry.on.join(', ')}`)],
  ['resume', ({ resume }) => resume && `${resume.checkpoint}, ${resume.maxLegs} legs of ${resume.leg / 1000} s`],
  ['image', ({ image }) => image],
  ['gpu', ({ gpu }) => gpu && [gpu.count, ...(gpu.memoryBytes === undefined ? [] : [gpu.memoryBytes])].join(' of ')],
  ['prices', ({ prices }) => prices && JSON.stringify(prices)],
];
