import { measureStartUp } from './start-up-cost.ts';

const { gateCpu, bareCpu, bytesLoaded } = measureStartUp('dist', 9);
console.log(`gate        ${gateCpu.toFixed(3)} s CPU, ${Math.round(bytesLoaded / 1024)} KiB loaded`);
console.log(`bare node   ${bareCpu.toFixed(3)} s CPU`);
