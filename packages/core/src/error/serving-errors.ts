import { defineError } from './define.ts';

/** What a user can get wrong about what serves a model and how it is asked. Codes WB61xx. */
export const servingErrors = {
  noProcessTarget: defineError('WB6101', { platform: 'win32' }, ({ platform }: { platform: string }) => ({
    message: `\`target: process\` needs process groups and \`sh\`, which ${platform} does not have.`,
    cure: 'Run it on Linux or macOS, or use `target: haproxy` or `target: command`.',
  })),
  smokeNeeds: defineError<{ kind: string; key: string }>(
    'WB6102',
    { kind: 'sample', key: 'path' },
    ({ kind, key }) => ({
      message: `\`deploy.smoke\` of the kind ${kind} cannot ask without \`${key}\`.`,
      cure: `Add \`smoke.${key}\`.`,
    }),
  ),
  smokeRequest: defineError<{ file: string; problem: string }>(
    'WB6104',
    { file: 'smoke/request.json', problem: 'it is not JSON' },
    ({ file, problem }) => ({
      message: `${file} cannot be sent as a sample request: ${problem}.`,
      cure: 'Put one JSON request into it that the model answers.',
    }),
  ),
};
