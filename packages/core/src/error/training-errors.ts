import { defineError } from './define.ts';

interface TooFewGpus {
  readonly found: number;
  readonly wanted: number;
  /** Names of those that are there. */
  readonly names: string;
}

interface SmallGpu {
  readonly name: string;
  readonly found: string;
  readonly wanted: string;
}

const label =
  'Let `runs-on` name the label of a runner with a GPU (GitLab: `tags`), and start containers with `--gpus all`.';

/** Mistakes in what training needs or leaves. Codes WB34xx. */
export const trainingErrors = {
  refusedVariable: defineError('WB3401', { names: 'GITHUB_TOKEN' }, ({ names }: { names: string }) => ({
    message: `\`train.env\` asks for ${names}, which a training command never sees.`,
    cure: 'Take it out; use a credential of your own that can do no more than the command needs.',
  })),
  noGpu: defineError('WB3402', {}, () => ({
    message: 'Training needs a GPU, and this machine shows none: there is no `nvidia-smi`.',
    cure: label,
  })),
  noGpuDevices: defineError('WB3403', {}, () => ({
    message: 'Training needs a GPU, and `nvidia-smi` finds no device.',
    cure: label,
  })),
  gpuMismatch: defineError('WB3404', {}, () => ({
    message: 'The GPU driver that is loaded and its library have different versions.',
    cure: 'Restart the machine of the runner, or reload its kernel module (`nvidia`); an update of the driver was not finished.',
  })),
  gpuDriver: defineError('WB3405', {}, () => ({
    message: 'Training needs a GPU, and the NVIDIA driver is not loaded on this machine.',
    cure: 'Install the driver on the machine of the runner, or load its kernel module (`modprobe nvidia`).',
  })),
  gpuSilent: defineError('WB3406', {}, () => ({
    message: '`nvidia-smi` did not answer: the GPU or its driver hangs.',
    cure: 'Restart the machine of the runner; `dmesg` there shows the reason (look for Xid).',
  })),
  gpuFailed: defineError('WB3407', { reason: 'a device was lost' }, ({ reason }: { reason: string }) => ({
    message: `Training needs a GPU, and it cannot be used: ${reason}.`,
    cure: 'Run `nvidia-smi` on the machine of the runner and cure what it says, or choose another runner.',
  })),
  fewGpus: defineError<TooFewGpus>(
    'WB3408',
    { found: 1, wanted: 4, names: 'NVIDIA A10G' },
    ({ found, wanted, names }) => ({
      message: `Training needs ${wanted} GPUs, and this machine has ${found} (${names}).`,
      cure: 'Choose a runner with more of them, or lower `train.gpu.count`.',
    }),
  ),
  smallGpu: defineError<SmallGpu>(
    'WB3409',
    { name: 'Tesla T4', found: '16.1 GB', wanted: '24 GB' },
    ({ name, found, wanted }) => ({
      message: `Training needs GPUs with ${wanted} of memory; ${name} has ${found}.`,
      cure: 'Choose a runner with a larger one, or lower `train.gpu.memory`.',
    }),
  ),
  outputEmpty: defineError('WB3410', { path: 'model' }, ({ path }: { path: string }) => ({
    message: `The output ${path} is a folder without files.`,
    cure: 'Check that training writes its files there, and that the path in `train.outputs` is right.',
  })),
  outputMissing: defineError('WB3411', { path: 'model' }, ({ path }: { path: string }) => ({
    message: `The output ${path} does not exist.`,
    cure: 'Check that training writes it, and that the path in `train.outputs` is right.',
  })),
};
