import process from 'node:process';
import { writeModel } from '@weighbridge/testing/model-bytes';
import { servingIn } from './trial.ts';

/** A rollout of one version in a program of its own, to be killed: `node driver.ts ROOT VERSION promote|abort`. */
const [root = '', name = '', end] = process.argv.slice(2);
const serving = servingIn(root, (line) => process.stdout.write(`${line}\n`));
const { stable } = await serving.state();
await serving.start(writeModel(root, name), 1);
// One that was killed after its last step has nothing left to move.
if (stable?.version !== name) {
  await serving.setWeight(25, 1);
  await serving.setMirror(10, 1);
  await serving.setWeight(50, 1);
}
if (end === 'abort') await serving.abort(1);
else await serving.promote(1);
