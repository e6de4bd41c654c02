import { join } from 'node:path';

const example = join(import.meta.dirname, '..');
const root = join(example, '..', '..');
const cache = join(root, '.cache', 'churn');

/** Where the stories read and write. Everything under `cache` can be deleted; it is made again. */
export const places = {
  root,
  example,
  stories: import.meta.dirname,
  weighbridge: join(root, 'packages', 'cli', 'bin', 'weighbridge.js'),
  environment: join(cache, 'venv'),
  python: join(cache, 'venv', 'bin', 'python'),
  wheels: join(cache, 'wheels'),
  data: join(cache, 'data'),
  requests: join(cache, 'data', 'requests.jsonl'),
  origin: join(cache, 'stories', 'origin.git'),
  repository: join(cache, 'stories', 'repository'),
  reports: join(cache, 'stories', 'reports'),
  serving: join(cache, 'stories', 'repository', '.weighbridge', 'serving', 'churn'),
  compiled: join(cache, 'node'),
  background: join(cache, 'stories', 'background'),
} as const;
