/**
 * R11, R12: what a new delivery drops passes from the same swap on from which what it adds is blocked. Asked before, after, and without a
 * pause across it.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { runCommand } from '../support/captured.ts';
import { folderWith } from '../support/process.ts';
import { configText, type Running, Stage } from '../support/stage.ts';

const INTAKE = `intake:
  folder: store
  key: { file: store.secret }
  lists:
    - { id: domains, source: { file: delivered.txt } }
    - { id: urls, source: { file: page.txt } }
`;
const names = (what: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${what}-${i}.test`);
const KEPT = names('kept', 3000);
const REMOVED = names('removed', 400);
const ADDED = names('added', 400);
const LANES = 4;

const stage = new Stage();
afterEach(() => stage.close());

/** Asks for `hosts`, each over its own connection, and returns which were blocked. */
async function blockedOf(filter: Running, hosts: readonly string[]): Promise<string[]> {
  const blocked: string[] = [];
  for (const host of hosts) {
    if (await isBlocked(filter, host)) blocked.push(host);
  }
  return blocked;
}

async function isBlocked(filter: Running, host: string): Promise<boolean> {
  const client = await stage.client(filter);
  const { status } = await client.get(`http://${host}/`);
  client.end();
  return status === 451;
}

/** What a pair of questions came to: by one snapshot, `old` or `new`; `between` if no order of events explains it. */
type Seen = 'old' | 'new' | 'between';

/** Both in one piece of bytes on one connection, which a block ends: what was removed passes, so what was added must not. */
async function askTogether(filter: Running, removed: string, added: string): Promise<Seen> {
  const client = await stage.client(filter);
  client.pipeline([`http://${removed}/`, `http://${added}/`]);
  const first = await client.answer();
  const second = first.status === 451 ? undefined : await client.answer();
  client.end();
  if (second === undefined) return 'old';
  return second.status === 451 ? 'new' : 'between';
}

/** One after the other over two connections of one worker: what was added is blocked, so what was removed must not be any more. */
async function askInTurn(filter: Running, removed: string, added: string): Promise<Seen> {
  if (!(await isBlocked(filter, added))) return 'old';
  return (await isBlocked(filter, removed)) ? 'between' : 'new';
}

/** Asks for pairs without a pause until it is stopped. */
class Asking {
  readonly seen: Record<Seen, number> = { old: 0, new: 0, between: 0 };
  #isOver = false;
  readonly #lanes: readonly Promise<void>[];

  constructor(filter: Running, ways: readonly (typeof askInTurn)[]) {
    this.#lanes = Array.from({ length: LANES }, (_, first) => this.#ask(filter, ways, first));
  }

  async #ask(filter: Running, ways: readonly (typeof askInTurn)[], first: number): Promise<void> {
    const way = ways[first % ways.length] ?? askTogether;
    for (let i = first; !this.#isOver; i += LANES) {
      const [removed = '', added = ''] = [REMOVED[i % REMOVED.length], ADDED[(i * 7) % ADDED.length]];
      this.seen[await way(filter, removed, added)] += 1;
    }
  }

  /** Resolves when so many pairs found one side of the swap. */
  async saw(side: Seen, count: number): Promise<void> {
    await until(`${count} pairs that are ${side}`, () => this.seen[side] >= count);
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
  }
}

/** A filter whose list has been taken, with a web server behind every name that comes or goes. */
async function filterWithStore(
  workers: number,
): Promise<{ filter: Running; deliver: (list: string) => Promise<void> }> {
  const port = await stage.web((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
  const hosts = [...REMOVED, ...ADDED].map((name) => `    - { name: ${name}, to: "127.0.0.1:${port}" }\n`).join('');
  const folder = await folderWith(
    {
      'netvakt.yaml': configText(port, hosts + INTAKE).replace('workers: 2', `workers: ${workers}`),
      'page.txt': 'http://mixed.test/page\n',
    },
    'store',
  );
  await runCommand(['list', 'keygen', '--store', '--output', join(folder, 'store.secret')]);
  const deliver = async (list: string): Promise<void> => {
    await writeFile(join(folder, 'delivered.txt'), list);
    expect((await runCommand(['list', 'update', '--config', join(folder, 'netvakt.yaml')])).code).toBe(0);
  };
  await deliver([...KEPT, ...REMOVED].join('\n'));
  return { filter: await stage.filterIn(folder), deliver };
}

test.each([
  { workers: 1, ways: [askTogether, askInTurn], why: 'one worker: in every order' },
  { workers: 2, ways: [askTogether], why: 'two workers, who change over one by one: on each connection' },
])('removals and additions are one swap ($why)', async ({ workers, ways }) => {
  const { filter, deliver } = await filterWithStore(workers);
  expect(await blockedOf(filter, [...REMOVED, ...ADDED])).toEqual(REMOVED);
  await deliver([...KEPT, ...ADDED].join('\n'));

  const asking = new Asking(filter, ways);
  await asking.saw('old', 50);
  filter.netvakt.signal('SIGHUP');
  await filter.netvakt.logged('reloaded');
  await asking.saw('new', 50);
  expect(await blockedOf(filter, [...REMOVED, ...ADDED])).toEqual(ADDED);
  await asking.end();

  expect(asking.seen.between).toBe(0);
  expect(await blockedOf(filter, KEPT.slice(0, 100))).toEqual(KEPT.slice(0, 100));
});
