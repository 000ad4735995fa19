import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { UNHURRIED } from '@netvakt/testing';
import { Dial, type DialContext, type DialTarget } from '../../src/dial/dial.ts';
import { nothingToCancel, type Resolver } from '../../src/dial/resolver.ts';
import { resolverFor } from '../../src/dial/resolver-for.ts';
import { REFUSAL } from '../../src/observe/refusal.ts';
import { UPSTREAM_FAILURE } from '../../src/observe/vocabulary.ts';
import { NOBODY } from '../../src/policy/client-key.ts';
import { Policy } from '../../src/policy/policy.ts';
import type { ReloadableSettings } from '../../src/settings/settings.ts';
import { own } from '../../src/socket/ownership.ts';
import { NameServer } from '../support/name-server.ts';
import { RULES, settingsFor } from '../support/world.ts';

/** Gives up the last dial. */
let cancel: () => void = () => {};

const servers: Server[] = [];
const sockets: { destroy(): unknown }[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A port on this loopback address; a client that connects receives the address. */
async function listening(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.end(host);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** Answers with the sets in turn, so that a second look-up would get another answer. */
function resolverOf(...answers: (string | readonly string[])[]): Resolver & { asked: number } {
  return {
    asked: 0,
    resolve(_name, _client, done) {
      const answer = answers[this.asked % answers.length] ?? [];
      this.asked += 1;
      queueMicrotask(() => (typeof answer === 'string' ? done(answer, []) : done(undefined, answer)));
      return nothingToCancel;
    },
  };
}

const word = (vocabulary: object, code: number): string => Object.keys(vocabulary)[code] ?? '';

async function dial(
  target: Partial<DialTarget>,
  resolver: Resolver,
  settings: Partial<ReloadableSettings> = {},
  ownListener = '',
): Promise<string> {
  const context: DialContext = {
    policy: new Policy({ ...settingsFor([], { attemptDelay: UNHURRIED }), ...settings }, []),
    matcher: RULES,
    resolver,
    market: 0,
    client: NOBODY,
    isOwnListener: (address, port) => `${address}:${port}` === ownListener,
  };
  return new Promise((resolve) => {
    const dialling = new Dial(
      context,
      { host: 'site.example', port: 80, ports: new Set([80, target.port ?? 80]), tunnel: false, ...target },
      {
        dialled: (socket) => {
          sockets.push(socket);
          own(socket, {
            data: (bytes) => resolve(`connected to ${bytes.toString()}`),
            ended: () => {},
            drained: () => {},
            closed: () => {},
          });
        },
        dialBlocked: (rule) => resolve(`blocked by ${rule}`),
        dialRefused: (refusal) => resolve(`refused ${word(REFUSAL, refusal)}`),
        dialFailed: (failure) => resolve(`failed ${word(UPSTREAM_FAILURE, failure)}`),
      },
    );
    cancel = () => dialling.cancel();
  });
}

const LOOPBACK = { destinations: { allow: ['127.0.0.0/8'], deny: [], httpPorts: [80], connectPorts: [] } };

test('dials the address that was checked, and asks once: a second answer changes nothing', async () => {
  const port = await listening('127.0.0.2');
  const resolver = resolverOf(['127.0.0.2'], ['127.0.0.3']);
  expect(await dial({ port }, resolver, LOOPBACK)).toBe('connected to 127.0.0.2');
  expect(resolver.asked).toBe(1);
});

test('a name that leads inside is refused, whatever it is called', async () => {
  expect(await dial({}, resolverOf(['127.0.0.1', '10.0.0.1', '::1', '::ffff:169.254.169.254']))).toBe(
    'refused destination-not-allowed',
  );
});

test('of several addresses only the permitted are tried', async () => {
  const port = await listening('127.0.0.2');
  expect(await dial({ port }, resolverOf(['10.0.0.1', '127.0.0.2']), LOOPBACK)).toBe('connected to 127.0.0.2');
});

test('an address that refuses makes room for the next at once', async () => {
  const port = await listening('127.0.0.3');
  expect(await dial({ port }, resolverOf(['127.0.0.2', '127.0.0.3']), LOOPBACK)).toBe('connected to 127.0.0.3');
});

test('when all refuse, the first failure is reported', async () => {
  const port = await listening('127.0.0.9');
  expect(await dial({ port }, resolverOf(['127.0.0.2', '127.0.0.3']), LOOPBACK)).toBe('failed connection-refused');
});

test.each([
  { code: 'ENOTFOUND', want: 'failed name-not-found' },
  { code: 'EAI_AGAIN', want: 'failed resolver-failed' },
  { code: 'toString', want: 'failed resolver-failed' },
])('a resolver that says $code: $want', async ({ code, want }) => {
  expect(await dial({}, resolverOf(code))).toBe(want);
});

test('a listed address is blocked, as a literal and behind a name', async () => {
  const settings = { destinations: { ...LOOPBACK.destinations, allow: ['192.0.2.0/24'] } };
  expect(await dial({ host: '192.0.2.66' }, resolverOf([]), settings)).toBe('blocked by 1');
  expect(await dial({}, resolverOf(['192.0.2.66']), settings)).toBe('blocked by 1');
});

test('a dial that was given up reports nothing, and leaves no connection', async () => {
  const port = await listening('127.0.0.2');
  const outcome = dial({ port }, resolverOf(['127.0.0.2']), LOOPBACK);
  let reported: string | undefined;
  void outcome.then((text) => (reported = text));
  cancel();
  // One that is not given up connects later than the first would have: of that there is nothing, at neither end.
  expect(await dial({ port }, resolverOf(['127.0.0.2']), LOOPBACK)).toBe('connected to 127.0.0.2');
  expect(reported).toBeUndefined();
  expect(sockets).toHaveLength(2);
});

test('a port must be named, unless a static entry names it', async () => {
  const port = await listening('127.0.0.2');
  expect(await dial({ port: 8080, ports: new Set([80]) }, resolverOf([]))).toBe('refused port-not-allowed');
  const hosts = [{ name: 'site.example', port: 8080, address: '127.0.0.2', toPort: port }];
  expect(await dial({ port: 8080, ports: new Set([80]) }, resolverOf([]), { hosts })).toBe('connected to 127.0.0.2');
});

test('a tunnel to a port that is not named is refused, static entry or not: path rules would end at its mouth', async () => {
  const port = await listening('127.0.0.2');
  const hosts = [{ name: 'site.example', port: 80, address: '127.0.0.2', toPort: port }];
  const ports = new Set([443]);
  expect(await dial({ port: 80, ports, tunnel: true }, resolverOf([]), { hosts })).toBe('refused port-not-allowed');
  expect(await dial({ port: 80, ports, tunnel: false }, resolverOf([]), { hosts })).toBe('connected to 127.0.0.2');
});

test('our own listener is never dialled, not even by a static entry', async () => {
  const port = await listening('127.0.0.2');
  const hosts = [{ name: 'site.example', port: 80, address: '127.0.0.2', toPort: port }];
  expect(await dial({}, resolverOf([]), { hosts }, `127.0.0.2:${port}`)).toBe('refused loop');
});

test('a name server that changes its answer after the check changes nothing (rebinding)', async () => {
  const port = await listening('127.0.0.2');
  await listening('127.0.0.3', port);
  let turn = 0;
  // Answers with the outside and the inside in turn, for no time at all.
  const server = await NameServer.listen(({ type }) => {
    if (type === 'A') turn += 1;
    return { addresses: type === 'A' ? [turn % 2 === 1 ? '127.0.0.2' : '127.0.0.3'] : [], ttl: 0 };
  });
  let now = 0;
  const resolver = resolverFor([server.at], () => now, {});
  const outside = { destinations: { ...LOOPBACK.destinations, allow: ['127.0.0.2/32'] } };
  const outcomes: string[] = [];
  for (let i = 0; i < 6; i += 1) {
    outcomes.push(await dial({ port }, resolver, outside));
    now += 5_000; // the shortest time that an answer is kept
  }
  server.close();
  expect(turn).toBe(6);
  const [connected, refused] = ['connected to 127.0.0.2', 'refused destination-not-allowed'];
  expect(outcomes).toEqual([connected, refused, connected, refused, connected, refused]);
});
