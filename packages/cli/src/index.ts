export { runAction, runCommandLine } from './main.ts';
export { type InputKind, type InputSpec, inputSpecs, kebab } from './shell/input-values.ts';
