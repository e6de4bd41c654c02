import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from '@weighbridge/command';
import * as z from 'zod';
import { actionYaml } from './generate/action.ts';
import { allCommands } from './generate/commands.ts';
import { componentTemplate } from './generate/component.ts';
import { componentTables } from './generate/components-page.ts';
import { betweenMarks, type GeneratedFile } from './generate/files.ts';
import { permissionsPage } from './generate/permissions.ts';
import { commandsTable, interfaceTables, marks } from './generate/readme.ts';
import { policyJsonSchema, recordSchema } from './generate/schemas.ts';
import { trainTemplate } from './generate/train-component.ts';

const root = path.resolve(import.meta.dirname, '..');
const commandMarks = { start: '<!-- commands-start -->', end: '<!-- commands-end -->' };

/** Everything that is made from the commands' zod objects. The order is the registry's. */
async function generatedFiles(): Promise<GeneratedFile[]> {
  const commands = await allCommands();
  const steps = commands.filter(({ kind }) => kind === 'step');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(read('packages/cli/package.json')));
  const shells = steps.flatMap((command, index): GeneratedFile[] => [
    command.name === 'pipeline'
      ? { path: 'action.yml', text: actionYaml(command, 'dist') }
      : { path: `actions/${command.name}/action.yml`, text: actionYaml(command, '../../dist') },
    { path: readmeOf(command.name), text: interfaceTables(command), marks },
    {
      path: `gitlab-components/templates/${command.name}/template.yml`,
      text: templateOf(command, earlierSteps(steps, index), version),
    },
  ]);
  const pages = steps.map((command, index) => ({
    name: command.name,
    summary: command.summary,
    template: templateOf(command, earlierSteps(steps, index), version),
  }));
  return [
    ...shells,
    { path: 'schema/run-record.schema.json', text: recordSchema() },
    { path: 'schema/weighbridge.schema.json', text: policyJsonSchema() },
    { path: 'docs/permissions.md', text: permissionsPage(commands) },
    { path: 'gitlab-components/README.md', text: componentTables(pages), marks },
    { path: 'README.md', text: commandsTable(commands), marks: commandMarks },
  ];
}

/** Training runs in the user's image, where nothing of ours is: three jobs instead of one. */
function templateOf(command: Command, earlier: readonly string[], version: string): string {
  const make = command.name === 'train' ? trainTemplate : componentTemplate;
  return make(command, earlier, version);
}

/** `pipeline` is all of them in one job; the others come one after another. */
function earlierSteps(steps: readonly Command[], index: number): string[] {
  return steps[index]?.name === 'pipeline' ? [] : steps.slice(0, index).map(({ name }) => name);
}

/** The one-step action lives at the root, so its tables stand on the page that lists the actions. */
function readmeOf(name: string): string {
  return name === 'pipeline' ? 'actions/README.md' : `actions/${name}/README.md`;
}

/** Folders of commands that are no more: a shell without a command would fail at its first run. */
function orphans(files: readonly GeneratedFile[]): string[] {
  const known = new Set(files.map((file) => file.path));
  return globSync(['actions/*/action.yml', 'gitlab-components/templates/*/template.yml'], { cwd: root })
    .filter((file) => !known.has(file.split(path.sep).join('/')))
    .sort();
}

function read(file: string): string {
  const full = path.join(root, file);
  return existsSync(full) ? readFileSync(full, 'utf8') : '';
}

function write(file: string, text: string): void {
  const full = path.join(root, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, text);
}

const files = await generatedFiles();
const lost = orphans(files);
for (const file of lost) console.error(`${file} belongs to no command: delete its folder`);
const changed = files
  .map((file) => ({ path: file.path, text: betweenMarks(read(file.path), file) }))
  .filter((file) => read(file.path) !== file.text);

if (process.argv.includes('--check')) {
  for (const file of changed) console.error(`${file.path} is not what \`npm run generate\` writes`);
} else {
  for (const file of changed) write(file.path, file.text);
  console.log(changed.length === 0 ? 'nothing changed' : changed.map((file) => file.path).join('\n'));
}
process.exitCode = lost.length > 0 || (process.argv.includes('--check') && changed.length > 0) ? 1 : 0;
