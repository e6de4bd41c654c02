import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { job, shell } from '../../test/trial.ts';
import { localCompute } from '../local-compute.ts';

const runner = { GITHUB_ACTIONS: 'true' };
const wrapped = /^::stop-commands::(?<word>[0-9a-f]{64})\n(?<inside>[\s\S]*)^::\k<word>::\n$/m;

describe('output in the log of a runner that reads commands', () => {
  const hostile = [
    'echo "::set-output name=a::b"',
    'echo "::error::oops" >&2',
    'echo "::stop-commands::mine"; echo "::mine::"',
    'tr "\\0" "\\n" </proc/$$/environ; tr "\\0" "\\n" </proc/$$/cmdline',
    'printf "::add-mask::x"',
  ].join('\n');

  it('stands between a word that stops commands and the same word, which the command cannot know', async () => {
    const options = shell({ env: runner });
    await localCompute(options).run(job(hostile));
    const { word = '', inside = '' } = wrapped.exec(options.out.text())?.groups ?? {};
    expect(inside).toContain('::set-output name=a::b\n');
    expect(inside).toContain('::error::oops\n');
    expect(inside).toContain('::add-mask::x\n');
    expect(word).toHaveLength(64);
    expect(inside).not.toContain(word);
    expect(options.err.text()).toBe('');
  });

  it('has another word each time', async () => {
    const words = await Promise.all(
      [1, 2].map(async () => {
        const options = shell({ env: runner });
        await localCompute(options).run(job('true'));
        return wrapped.exec(options.out.text())?.groups?.['word'];
      }),
    );
    expect(new Set(words).size).toBe(2);
  });

  it('ends for good before commands are read again: a daemon with the pipe in its hand is gone', async () => {
    const options = shell({ env: runner });
    await localCompute(options).run(
      job('(setsid sh -c "trap \'\' TERM PIPE; while :; do echo ::error::late; sleep 0.01; done" &)', { grace: 50 }),
    );
    const text = options.out.text();
    expect(text).toMatch(wrapped);
    await sleep(100);
    expect(options.out.text()).toBe(text);
  });

  it('keeps the lines of its two streams apart', async () => {
    const options = shell({ env: runner });
    await localCompute(options).run(job('printf one; sleep 0.1; echo two >&2; sleep 0.1; printf three'));
    expect(wrapped.exec(options.out.text())?.groups?.['inside']).toBe('one\ntwo\nthree\n');
  });
});

describe('output elsewhere', () => {
  it('passes byte for byte, each stream by itself', async () => {
    const options = shell();
    const text = "printf '\\033[31mred\\033[0m section_start:1:a\\r\\033[0K::error::x\\n'; printf '\\377\\n' >&2";
    await localCompute(options).run(job(text));
    expect(options.out.text()).toBe('\u001b[31mred\u001b[0m section_start:1:a\r\u001b[0K::error::x\n');
    expect(options.err.text()).toBe('\uFFFD\n');
  });

  it('waits for a log that is slow', async () => {
    const pieces: number[] = [];
    const slow = new Writable({
      highWaterMark: 1000,
      write(chunk: Buffer, _encoding, done) {
        pieces.push(chunk.length);
        setTimeout(done, 1);
      },
    });
    const end = await localCompute(shell({ stdout: slow })).run(job('head -c 3000000 /dev/zero | tr "\\0" x'));
    slow.end();
    await new Promise((resolve) => slow.once('finish', resolve));
    expect(pieces.reduce((sum, size) => sum + size, 0)).toBe(3_000_001);
    expect(end.tail).toBe('x'.repeat(4000));
  });
});

describe('the tail', () => {
  it('is the last whole lines, without colours, a progress bar as it was last seen', async () => {
    const { tail } = await localCompute(shell()).run(
      job("seq 1 5000; printf '\\r 10%%|#\\r 90%%|#########\\n\\033[1mbold\\033[0m\\n\\n'; echo 'Traceback: é' >&2"),
    );
    expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(4000);
    expect(tail).toMatch(/^\d{4}\n/);
    expect(tail).toContain('\n5000\n');
    expect(tail).toContain('\n 90%|#########\nbold');
    expect(tail).toContain('Traceback: é');
  });
});
