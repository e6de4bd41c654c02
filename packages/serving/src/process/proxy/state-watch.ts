import { readFileSync, statSync } from 'node:fs';
import { type Routes, readRoutes } from './routes.ts';

/** Milliseconds between two looks at the state file. */
const lookEvery = 250;

/** The routes of the state file; what is unreadable leaves them as they were. */
export interface StateWatch {
  routes(): Routes | undefined;
  reload(): Routes | undefined;
  close(): void;
}

/** Looks at the file's number and time; whoever changed it asks for a reload beside. */
export function watchState(path: string, onRoutes: (routes: Routes) => void): StateWatch {
  let routes: Routes | undefined;
  let seen = '';
  function reload(): Routes | undefined {
    seen = markOf(path);
    const read = seen === '' ? undefined : readRoutes(readFileSync(path, 'utf8'));
    if (read) {
      routes = read;
      onRoutes(read);
    }
    return routes;
  }
  const timer = setInterval(() => {
    if (markOf(path) !== seen) reload();
  }, lookEvery);
  reload();
  return { routes: () => routes, reload, close: () => clearInterval(timer) };
}

function markOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found ? `${found.ino} ${found.mtimeMs} ${found.size}` : '';
}
