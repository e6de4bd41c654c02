export { makeNotify, type NotifyOptions } from './notify.ts';
