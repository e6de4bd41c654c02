import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { renderIssue, renderNote, renderPage, renderWatchPage, runRecord, watch } from '@weighbridge/core';
import { noteHtml } from '@weighbridge/testing';
import { context } from '../packages/core/test/context.ts';
import { goldens } from '../packages/core/test/goldens.ts';
import { watchContext, watchGoldens } from '../packages/core/test/watch-goldens.ts';

/**
 * Pictures of every golden note and its page, of every state of a watched model's issue, and of the stories that `npm start` has weighed:
 * `node scripts/screenshots.ts [part of a name] [chromium]`.
 */
const [only = '', browser = 'chromium'] = process.argv.slice(2);
const stories = resolve('.cache/churn/stories/reports');
const folder = resolve('.cache/screenshots');
const run = promisify(execFile);
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
];

interface Shot {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

/** Chromium has a least window width, so a phone is a frame of 390 px in a wider window. */
async function framed({ name, file, width, height }: Shot): Promise<string> {
  const path = join(folder, `${name}.frame.html`);
  const source = pathToFileURL(file).href;
  const frame = `<iframe src="${source}" style="border:0;width:${width}px;height:${height}px"></iframe>`;
  await writeFile(
    path,
    `<!doctype html><meta name="color-scheme" content="light dark"><body style="margin:0">${frame}`,
  );
  return path;
}

async function shoot(shot: Shot): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'screenshot-'));
  const path = await framed(shot);
  const size = `--window-size=${Math.max(500, shot.width)},${shot.height}`;
  const scheme = `--blink-settings=preferredColorScheme=${shot.dark ? 0 : 1}`;
  const picture = `--screenshot=${join(folder, `${shot.name}.png`)}`;
  try {
    await run(browser, [...flags, `--user-data-dir=${profile}`, size, scheme, picture, pathToFileURL(path).href]);
  } finally {
    await Promise.all([rm(profile, { recursive: true, force: true }), rm(path, { force: true })]);
  }
}

async function shotsOf(name: string, texts: { note: string; page: string }): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const dark of [false, true]) {
    const theme = dark ? 'dark' : 'light';
    const note = join(folder, `${name}.note.${theme}.html`);
    const page = join(folder, `${name}.page.html`);
    await writeFile(note, noteHtml(texts.note.replaceAll('<details>', '<details open>'), theme));
    await writeFile(page, texts.page);
    for (const width of [1000, 390]) {
      const size = width === 390 ? 'phone' : 'desktop';
      shots.push({
        name: `${name}.note.${size}.${theme}`,
        file: note,
        width,
        height: width === 390 ? 2500 : 1900,
        dark,
      });
      shots.push({
        name: `${name}.page.${size}.${theme}`,
        file: page,
        width,
        height: width === 390 ? 6000 : 4000,
        dark,
      });
    }
  }
  return shots;
}

interface Subject {
  readonly name: string;
  readonly note: string;
  readonly page: string;
}

function goldenSubjects(): Subject[] {
  const notes = goldens.map(({ name, record, text }) => ({ name, note: text, page: renderPage(record, context) }));
  const issues = watchGoldens.map(({ name, watch }) => ({
    name,
    note: renderIssue(watch, watchContext).body,
    page: renderWatchPage(watch, watchContext),
  }));
  return [...notes, ...issues];
}

/** Records of `npm start`, written anew, so that a picture shows the reports as they are now; none before its first run. */
async function storySubjects(): Promise<Subject[]> {
  const names = await readdir(stories).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return Promise.all(names.sort().map(storySubject));
}

async function storySubject(name: string): Promise<Subject> {
  const files = await readdir(join(stories, name));
  const read = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(stories, name, file), 'utf8'));
  if (files.includes('watch.json')) {
    const seen = watch.parse(await read('watch.json'));
    // The rule of the example's policy.
    const at = { ...watchContext, now: new Date(seen.lookedAt), rule: { k: 2, n: 3, closeAfter: 3 } };
    return { name: `story-${name}`, note: renderIssue(seen, at).body, page: renderWatchPage(seen, at) };
  }
  const record = runRecord.parse(await read('run.json'));
  return { name: `story-${name}`, note: renderNote(record, context), page: renderPage(record, context) };
}

await mkdir(folder, { recursive: true });
const subjects: readonly Subject[] = [...goldenSubjects(), ...(await storySubjects())];
for (const { name, note, page } of subjects.filter((subject) => subject.name.includes(only))) {
  const shots = await shotsOf(name, { note, page });
  for (const shot of shots) await shoot(shot);
  process.stdout.write(`${name}: ${shots.length} pictures\n`);
}
