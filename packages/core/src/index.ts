export * from './error/user-error.ts';
export * from './record/record.ts';
