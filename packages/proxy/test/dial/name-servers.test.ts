/** Against a real name server over UDP on loopback; the clock is the test's. */
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { fakeTimeouts, until } from '@netvakt/testing';
import { NameServers } from '../../src/dial/name-servers.ts';
import { RememberingResolver } from '../../src/dial/remembering-resolver.ts';
import { NOBODY } from '../../src/policy/client-key.ts';
import { type NameQuery, type NameReply, NameServer } from '../support/name-server.ts';

let server: NameServer | undefined;
// How long IPv4 waits for IPv6 is decided by the test: both answers come, however busy the machine is.
beforeEach(() => fakeTimeouts(jest));
afterEach(() => {
  jest.useRealTimers();
  server?.close();
});

const NO_SUCH_NAME = 3;
const SERVER_FAILED = 2;
const FOUR = ['192.0.2.1', '192.0.2.2'];
const SIX = ['2001:db8::1'];

interface World {
  now: number;
  readonly ask: () => Promise<unknown>;
}

async function world(reply: (query: NameQuery) => NameReply, six = false): Promise<World> {
  server = await NameServer.listen(reply);
  const now = (): number => here.now;
  const servers = new NameServers({ servers: [server.at], now, reachesSix: () => six });
  const resolver = new RememberingResolver((name, reported) => servers.ask(name, reported), now);
  const here: World = {
    now: 0,
    ask: () =>
      new Promise((resolve) => resolver.resolve('site.example', NOBODY, (failure, found) => resolve(failure ?? found))),
  };
  return here;
}

const of =
  (four: NameReply, six: NameReply) =>
  ({ type }: NameQuery): NameReply =>
    type === 'A' ? four : six;

const BOTH: readonly { why: string; four: NameReply; six: NameReply; reaches: boolean; want: unknown }[] = [
  {
    why: 'families take turns, that of the machine first',
    four: { addresses: FOUR, ttl: 60 },
    six: { addresses: SIX, ttl: 60 },
    reaches: true,
    want: ['2001:db8::1', '192.0.2.1', '192.0.2.2'],
  },
  {
    why: 'without IPv6 to the outside, IPv4 first',
    four: { addresses: FOUR, ttl: 60 },
    six: { addresses: SIX, ttl: 60 },
    reaches: false,
    want: ['192.0.2.1', '2001:db8::1', '192.0.2.2'],
  },
  {
    why: 'a site of IPv6 alone',
    four: { addresses: [], ttl: 60 },
    six: { addresses: SIX, ttl: 60 },
    reaches: false,
    want: SIX,
  },
  {
    why: 'silence about IPv6 holds nothing up',
    four: { addresses: FOUR, ttl: 60 },
    six: 'silence',
    reaches: true,
    want: FOUR,
  },
  {
    why: 'a server that fails on AAAA, as old load balancers do',
    four: { addresses: FOUR, ttl: 60 },
    six: SERVER_FAILED,
    reaches: true,
    want: FOUR,
  },
  { why: 'no such name', four: NO_SUCH_NAME, six: NO_SUCH_NAME, reaches: true, want: 'ENOTFOUND' },
  {
    why: 'a name without addresses',
    four: { addresses: [], ttl: 60 },
    six: { addresses: [], ttl: 60 },
    reaches: true,
    want: 'ENODATA',
  },
  {
    why: 'a failure is no proof of absence',
    four: { addresses: [], ttl: 60 },
    six: SERVER_FAILED,
    reaches: true,
    want: 'ESERVFAIL',
  },
];

test.each(BOTH)('$why', async ({ four, six, reaches, want }) => {
  const { ask } = await world(of(four, six), reaches);
  const asked = ask();
  if (six === 'silence') await waitNoLonger();
  expect(await asked).toEqual(want);
});

/** Once IPv4 is there and waits for IPv6, that wait is over. */
async function waitNoLonger(): Promise<void> {
  await until('IPv4 waits', () => jest.getTimerCount() > 0);
  jest.runOnlyPendingTimers();
}

const KEPT: readonly { why: string; four: NameReply; six: NameReply; seconds: number }[] = [
  { why: 'its time to live', four: { addresses: FOUR, ttl: 300 }, six: { addresses: [], ttl: 0 }, seconds: 300 },
  { why: 'the shortest of all', four: { addresses: FOUR, ttl: 300 }, six: { addresses: SIX, ttl: 20 }, seconds: 20 },
  { why: 'never less than 5 s', four: { addresses: FOUR, ttl: 0 }, six: { addresses: [], ttl: 0 }, seconds: 5 },
  { why: 'never more than an hour', four: { addresses: FOUR, ttl: 86_400 }, six: NO_SUCH_NAME, seconds: 3_600 },
  { why: '3 s if there is no such name', four: NO_SUCH_NAME, six: NO_SUCH_NAME, seconds: 3 },
  { why: '3 s if one family failed', four: { addresses: FOUR, ttl: 300 }, six: SERVER_FAILED, seconds: 3 },
];

test.each(KEPT)('an answer is kept for $why', async ({ four, six, seconds }) => {
  const here = await world(of(four, six));
  await Promise.all([here.ask(), here.ask(), here.ask()]);
  const once = server?.asked.length ?? 0;
  expect(new Set(server?.asked)).toEqual(new Set(['A site.example', 'AAAA site.example']));
  here.now = seconds * 1_000 - 1;
  await here.ask();
  expect(server?.asked).toHaveLength(once);
  here.now = seconds * 1_000;
  await here.ask();
  expect(server?.asked.length).toBeGreaterThan(once);
});

const isOfFour = (question: string): boolean => question.startsWith('A ');

test('addresses of IPv6 that come late are there for the next who asks', async () => {
  let late: NameReply = 'silence';
  const here = await world(({ type }) => (type === 'A' ? { addresses: FOUR, ttl: 300 } : late));
  const asked = here.ask();
  await waitNoLonger();
  expect(await asked).toEqual(FOUR);
  const before = server?.asked.filter(isOfFour);
  late = { addresses: SIX, ttl: 300 }; // the second try is answered
  const fuller = ['192.0.2.1', '2001:db8::1', '192.0.2.2'];
  await until('addresses of IPv6', async () => isDeepStrictEqual(await here.ask(), fuller));
  expect(server?.asked.filter(isOfFour)).toEqual(before);
});

test('a busy resolver does not ask from one port forever', async () => {
  // What is never answered keeps its socket open.
  server = await NameServer.listen(({ name }) => (name === 'h0.example' ? 'silence' : { addresses: FOUR, ttl: 60 }));
  const servers = new NameServers({ servers: [server.at], now: () => 0, reachesSix: () => false });
  servers.ask('h0.example', () => {});
  for (let i = 1; i < 200; i += 1) {
    await new Promise<void>((resolve) => servers.ask(`h${i}.example`, () => resolve()));
  }
  expect(new Set(server.ports).size).toBeGreaterThanOrEqual(4);
});

test('a time to live that ran out in the test’s clock is asked for again, although the library remembers too', async () => {
  let turn = 0;
  const here = await world(({ type }) => {
    if (type === 'A') turn += 1;
    return { addresses: [`192.0.2.${turn}`], ttl: 10 };
  });
  expect(await here.ask()).toEqual(['192.0.2.1']);
  here.now = 10_000;
  expect(await here.ask()).toEqual(['192.0.2.2']);
});

test('a question that is ended asks nobody again, and no other with it', async () => {
  jest.useRealTimers();
  const here = await world(({ name }) => (name === 'site.example' ? { addresses: FOUR, ttl: 60 } : 'silence'));
  const servers = new NameServers({ servers: [server?.at ?? ''], now: () => here.now, reachesSix: () => false });
  const reported: unknown[] = [];
  const end = servers.ask('gone.example', (answer) => reported.push(answer));
  const endOther = servers.ask('silent.example', () => {});
  const triesOf = (name: string): number => server?.asked.filter((one) => one === `A ${name}`).length ?? 0;
  await until('both are asked', () => triesOf('gone.example') > 0 && triesOf('silent.example') > 0);
  const tries = triesOf('gone.example'); // one, if this was looked at in time
  expect(end()).toBe(true);
  // The second and last try comes after 1.5 s.
  await until('a second try', () => triesOf('silent.example') === 2);
  expect(triesOf('gone.example')).toBe(tries);
  expect(reported).toEqual([]);
  endOther();
});

test('of names whose IPv6 never comes, a few wait for it', async () => {
  const { servers, answered } = await halfSilent();
  const ends = Array.from({ length: 200 }, (_, i) => servers.ask(`h${i}.example`, answered));
  await until('IPv4 waits', () => jest.getTimerCount() >= 200);
  jest.runOnlyPendingTimers();
  expect(answered).toHaveBeenCalledTimes(200);
  expect(servers.late).toBe(64);
  for (const end of ends) end();
  expect(servers.late).toBe(0);
});

async function halfSilent(): Promise<{ servers: NameServers; answered: ReturnType<typeof jest.fn> }> {
  server = await NameServer.listen(({ type }) => (type === 'A' ? { addresses: FOUR, ttl: 60 } : 'silence'));
  const servers = new NameServers({ servers: [server.at], now: () => 0, reachesSix: () => false });
  return { servers, answered: jest.fn() };
}
