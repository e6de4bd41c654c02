/** Why there is nothing to say about GPUs: the words of `GpuFacts.undefined`. */
export const gpuReasons = {
  noTool: 'no nvidia-smi',
  noDevices: 'no devices found',
  mismatch: 'driver/library version mismatch',
  noDriver: 'the driver is not loaded',
  silent: 'nvidia-smi did not answer in time',
  noPermission: 'no permission to ask the driver',
  lost: 'a device was lost',
  unreadable: 'nvidia-smi answered what was not understood',
  failed: 'nvidia-smi failed',
} as const;
