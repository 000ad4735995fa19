/** Heads and hellos are judged by the same steps: each is counted once, the canary as itself, and the shadow is settled. */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import type { RuleMatcher } from '../../src/decide/rule-matcher.ts';
import { nothingToCancel } from '../../src/dial/resolver.ts';
import { PROBE_SLOT } from '../../src/observe/probe-slot.ts';
import { clientHello } from '../support/hello.ts';
import { intercepted, interceptingWorld } from '../support/intercepted.ts';
import { type Client, RULES, World } from '../support/world.ts';

let world: World;
afterEach(() => world.stop());

const LIST_SLOTS = Uint16Array.of(0, 1);
/** List 1 is the prober's own. */
const CANARY_SLOTS = Uint16Array.of(0, PROBE_SLOT);

interface Way {
  readonly way: string;
  readonly protocol: string;
  /** A client that asks for this host; after CONNECT, in the hello. */
  readonly ask: (host: string) => Promise<Client>;
}

async function explicitly(text: string, tunnelled?: Buffer): Promise<Client> {
  world = await World.start();
  const client = world.connect();
  client.send(text);
  if (tunnelled === undefined) return client;
  await client.until('established\r\n\r\n');
  world.recorder.reported.length = 0;
  client.send(tunnelled);
  return client;
}

const WAYS: readonly Way[] = [
  {
    way: 'a request to the proxy',
    protocol: 'http',
    ask: (host) => explicitly(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
  },
  {
    way: 'CONNECT',
    protocol: 'connect',
    ask: (host) => explicitly(`CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
  },
  {
    way: 'a hello in a tunnel',
    protocol: 'tls',
    ask: (host) => explicitly('CONNECT demo.test:443 HTTP/1.1\r\nHost: demo.test\r\n\r\n', clientHello(host)),
  },
  {
    way: 'an intercepted request',
    protocol: 'http',
    ask: async (host) => {
      world = await interceptingWorld();
      return intercepted(world, `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    },
  },
  {
    way: 'an intercepted hello',
    protocol: 'tls',
    ask: async (host) => {
      world = await interceptingWorld();
      return intercepted(world, clientHello(host));
    },
  },
];

/** These rules from the first byte of the client's on. */
async function asking(
  { ask }: Way,
  host: string,
  matcher: RuleMatcher,
  slots: Uint16Array,
): Promise<readonly string[]> {
  const client = await ask(host);
  world.gate.publish(matcher, slots);
  await until('a verdict', () => world.recorder.reported.length > 0);
  client.socket.destroy();
  return world.recorder.reported;
}

test.each(WAYS)('a rule blocks $way, which is counted once', async (way) => {
  expect(await asking(way, 'blocked.test', RULES, LIST_SLOTS)).toEqual([
    `inspected ${way.protocol}`,
    `blocked ${way.protocol} by 1`,
  ]);
});

test.each(WAYS)('the canary blocks $way, and nothing else is told of it', async (way) => {
  expect(await asking(way, 'blocked.test', RULES, CANARY_SLOTS)).toEqual([`probed ${way.protocol}`]);
});

test.each(WAYS)('the shadow is settled after $way, between the verdict and its end', async (way) => {
  const shadowed: RuleMatcher = { ...RULES, settleShadow: () => world.recorder.shadowed(0, [7]) };
  const reported = await asking(way, 'blocked.test', shadowed, LIST_SLOTS);
  expect(reported).toEqual([`inspected ${way.protocol}`, 'shadowed in 0 by 7', `blocked ${way.protocol} by 1`]);
});

test('a client that leaves while its origin is dialled has had its verdict', async () => {
  const silent = { resolve: () => nothingToCancel };
  world = await World.start(undefined, {}, { resolver: silent });
  const client = world.connect();
  client.send('GET http://far.example/ HTTP/1.1\r\nHost: far.example\r\n\r\n');
  await until('it is judged', () => world.recorder.reported.length > 0);
  client.socket.resetAndDestroy();
  await until('nobody is left', () => world.recorder.open === 0);
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http']);
});

test('a name that cannot be read, and passes, is one request', async () => {
  world = await interceptingWorld(undefined, {}, { ambiguous: 'pass' });
  world.gate.publish({ ...RULES, matchRequestBytes: () => -1 }, LIST_SLOTS);
  const client = intercepted(world, 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  await client.until('hello');
  client.socket.destroy();
  expect(world.recorder.reported).toEqual(['inspected http', 'forwarded http', 'unseen ambiguous-http']);
});
