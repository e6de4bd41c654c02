import type { Command } from './command.ts';

/** Every command, loaded only when it is asked for: a step should not pay for the others. */
export const registry: Readonly<Record<string, () => Promise<Command>>> = {
  validate: async () => (await import('./validate.ts')).validate,
  train: async () => (await import('./train.ts')).train,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  compare: async () => (await import('./compare.ts')).compare,
  gate: async () => (await import('./gate.ts')).gate,
  report: async () => (await import('./report.ts')).report,
  pipeline: async () => (await import('./pipeline.ts')).pipeline,
  ship: async () => (await import('./ship.ts')).ship,
  register: async () => (await import('./register.ts')).register,
  promote: async () => (await import('./promote.ts')).promote,
  deploy: async () => (await import('./deploy.ts')).deploy,
  rollback: async () => (await import('./rollback.ts')).rollback,
  monitor: async () => (await import('./monitor.ts')).monitor,
  preview: async () => (await import('./preview.ts')).preview,
  verify: async () => (await import('./verify.ts')).verify,
  init: async () => (await import('./init.ts')).init,
  doctor: async () => (await import('./doctor.ts')).doctor,
};
