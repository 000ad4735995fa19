import { expect, test } from '@jest/globals';
import { DEFAULT_SCHEDULE } from '@netvakt/blocklist';
import { Repeated } from '../../src/base/repeated.ts';

interface Command {
  readonly status?: number;
  /** Of Node. */
  readonly options?: readonly string[];
  /** What it does before it prints. */
  readonly work?: string;
}

/** What a command that prints `text` is seen to have written, and its code. */
async function seen(text: string, { status = 0, options = [], work = '' }: Command = {}): Promise<unknown> {
  let settled: unknown;
  const repeated = new Repeated({
    self: [process.execPath, ...options, '--eval'],
    words: [`${work} process.stdout.write(${JSON.stringify(text)}); process.exitCode = ${status};`],
    schedule: DEFAULT_SCHEDULE,
    chance: () => 0,
    settle: (lines, code) => {
      settled = { lines, code };
      return Promise.resolve({ failed: false });
    },
  });
  await repeated.once();
  return settled;
}

const [TAKEN, REFUSED] = ['{"outcome":"taken"}', '{"outcome":"refused","reason":"gone"}'];

test.each([
  { why: 'each line is an answer', text: `${TAKEN}\n${REFUSED}\n`, lines: [TAKEN, REFUSED] },
  { why: 'nothing is no answer', text: '', lines: [] },
  {
    why: 'what V8 prints with an option such as --trace-gc is none',
    text: `[7:0x1]       21 ms: Scavenge 3.1 (3.9) -> 2.9 (6.1) MB\n${TAKEN}\n\n`,
    lines: [TAKEN],
  },
  { why: 'objects that V8 prints are none', text: `{"isolate":"0x1","id":7}\n${TAKEN}\nnull\n7\n`, lines: [TAKEN] },
  { why: 'half a line of a command that was ended is none', text: `${TAKEN}\n{"outcome":"ref`, lines: [TAKEN] },
])('of a repeated command $why', async ({ text, lines }) => {
  expect(await seen(text)).toEqual({ lines, code: 0 });
});

test.each(['--trace-gc', '--trace-gc-object-stats'])(
  'with %s of Node a repeated command has its answer',
  async (option) => {
    const work = 'globalThis.kept = Array.from({ length: 1e5 }, () => ({})); gc();';
    expect(await seen(`${TAKEN}\n`, { options: [option, '--expose-gc'], work })).toEqual({ lines: [TAKEN], code: 0 });
  },
);

test('of a repeated command the exit code is told', async () => {
  expect(await seen(`${TAKEN}\n`, { status: 3 })).toEqual({ lines: [TAKEN], code: 3 });
});
