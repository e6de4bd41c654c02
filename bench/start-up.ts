import { measureStartUps, type StartUp } from './start-up-cost.ts';

const { commandLine, action, bare } = measureStartUps('dist', 15);
console.log('                     CPU s   files     KiB');
console.log(row('gate, command line', commandLine));
console.log(row('gate, action', action));
console.log(row('bare node', bare));

function row(name: string, { cpuSeconds, modules, bytes }: StartUp): string {
  const kib = String(Math.round(bytes / 1024));
  return [name.padEnd(18), cpuSeconds.toFixed(3).padStart(7), String(modules).padStart(7), kib.padStart(7)].join(' ');
}
