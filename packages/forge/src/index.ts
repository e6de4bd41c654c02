export { localForge } from './local-forge.ts';
export { detectRunner } from './runner/detect.ts';
export type { Environment } from './runner/environment.ts';
export { giteaActions } from './runner/gitea-actions.ts';
export { githubActions } from './runner/github-actions.ts';
export { gitlabCi } from './runner/gitlab-ci.ts';
export { local } from './runner/local.ts';
