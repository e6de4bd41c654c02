import type { TableEngine, TrainingMachine } from '@weighbridge/core';
import type { Shell } from './shell/shell.ts';

/** The embedded engine, its library found or fetched. */
export async function tableEngine(_shell: Shell): Promise<TableEngine> {
  throw new Error('no table engine yet');
}

/** This machine. */
export async function compute(_shell: Shell): Promise<TrainingMachine> {
  throw new Error('no compute yet');
}
