import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a machine's `nvidia-smi` prints; formats as NVIDIA's manual and MIG user guide show them. */
export interface SmiAnswers {
  /** For `--query-gpu=name,uuid,memory.total,driver_version,memory.used,utilization.gpu`. */
  readonly table: string;
  /** For `-L`. */
  readonly list?: string;
  /** For no arguments. */
  readonly head?: string;
  readonly exit?: number;
  /** Seconds before it says anything. */
  readonly delay?: number;
}

const head = `+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 550.90.07              Driver Version: 550.90.07      CUDA Version: 12.4     |
|-----------------------------------------+------------------------+----------------------+
`;
const a10g = 'NVIDIA A10G, GPU-8f3a2b6c-0d1e-4f5a-9b7c-1a2b3c4d5e6f, 23028, 550.90.07';
const t4 = 'Tesla T4, GPU-11111111-2222-3333-4444-555555555555, 15360, 550.90.07';
const a100 = 'NVIDIA A100-SXM4-40GB, GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77, 40960, 550.90.07';
const mismatch = 'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.163\n';
const noDriver =
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.\n\n";

export const machines = {
  one: {
    table: `${a10g}, 4521, 37\n`,
    list: 'GPU 0: NVIDIA A10G (UUID: GPU-8f3a2b6c-0d1e-4f5a-9b7c-1a2b3c4d5e6f)\n',
    head,
  },
  two: { table: `${a10g}, 100, 0\n${t4}, 0, 0\n`, head },
  mig: {
    table: `${a100}, 1024, [N/A]\n`,
    list:
      'GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-5d5ba0d6-d33d-2b2c-524d-9e3d8d2b8a77)\n' +
      '  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)\n' +
      '  MIG 1g.5gb      Device  1: (UUID: MIG-cba663e8-9bed-5b25-b243-5985ef7c9beb)\n',
    head,
  },
  silentFields: { table: 'NVIDIA GB10, GPU-0, [Not Supported], 580.65.06, [N/A], [Unknown Error]\n', head },
  mismatch: { table: mismatch, list: mismatch, head: mismatch, exit: 18 },
  none: { table: 'No devices were found\n', list: '', head: 'No devices were found\n', exit: 6 },
  noDriver: { table: noDriver, list: noDriver, head: noDriver, exit: 9 },
  lost: {
    table:
      'Unable to determine the device handle for GPU0: 0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU\n',
    exit: 15,
  },
  unknown: { table: 'Failed to initialize NVML: Unknown Error\n', exit: 255 },
  strange: { table: 'hello\n' },
  hanging: { table: '', delay: 30 },
} satisfies Readonly<Record<string, SmiAnswers>>;

/** A folder with an executable `nvidia-smi` that answers so; with `--loop-ms` it repeats `loop`'s tables, then the last. */
export function smiFolder(
  { table, list = '', head: top = '', exit = 0, delay = 0 }: SmiAnswers,
  loop?: readonly string[],
): string {
  const folder = mkdtempSync(join(tmpdir(), 'smi-'));
  const tables = loop ?? [table];
  const steps = tables.map((text) => `printf '%s' ${quoted(text)}\nsleep 0.05`).join('\n');
  const last = quoted(tables.at(-1) ?? '');
  const script = `#!/bin/sh
[ ${delay} = 0 ] || exec sleep ${delay}
case "$*" in
  *--loop-ms=*) ${steps}
    while printf '%s' ${last}; do sleep 0.05; done ;;
  --query-gpu=name,uuid,memory.total,driver_version,memory.used,utilization.gpu*noheader,nounits) printf '%s' ${quoted(table)} ;;
  -L) printf '%s' ${quoted(list)} ;;
  '') printf '%s' ${quoted(top)} ;;
  *) echo "unknown option: $*" >&2; exit 2 ;;
esac
exit ${exit}
`;
  writeFileSync(join(folder, 'nvidia-smi'), script);
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return folder;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
