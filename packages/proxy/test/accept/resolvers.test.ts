/** Which name servers the explicit proxy asks, and when that changes: real sockets, real questions. */

import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { type NameReply, NameServer } from '../support/name-server.ts';
import { answering, HELLO, Origin, RULES, settingsFor, World } from '../support/world.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function naming(reply: NameReply): Promise<NameServer> {
  const server = await NameServer.listen(() => reply);
  ends.push(() => server.close());
  return server;
}

test('a reload that names other servers asks those; one that names the same forgets nothing', async () => {
  const origin = await Origin.start(answering(HELLO));
  ends.push(() => origin.stop());
  const here = await naming({ addresses: ['127.0.0.1'], ttl: 300 });
  const nowhere = await naming(3);
  const settings = {
    ...settingsFor([]),
    destinations: { allow: ['127.0.0.0/8'], deny: [], httpPorts: [origin.port], connectPorts: [] },
    resolvers: [here.at],
  };
  const world = await World.start(undefined, {}, settings);
  ends.push(() => world.stop());
  const visit = async (): Promise<string> => {
    const host = `named.example:${origin.port}`;
    const answer = await world.talk(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return answer.slice(9, 12);
  };

  expect(await visit()).toBe('200');
  const asked = here.asked.length;
  world.gate.publish(RULES, new Uint16Array(1), settings);
  expect(await visit()).toBe('200');
  expect(here.asked).toHaveLength(asked);

  world.gate.publish(RULES, new Uint16Array(1), { ...settings, resolvers: [nowhere.at] });
  expect(await visit()).toBe('502');
  expect(nowhere.asked.length).toBeGreaterThan(0);
  expect(here.asked).toHaveLength(asked);
});

test('getaddrinfo is a choice, and no name server is asked of ours', async () => {
  const origin = await Origin.start(answering(HELLO));
  ends.push(() => origin.stop());
  const destinations = { allow: ['127.0.0.0/8', '::1'], deny: [], httpPorts: [origin.port], connectPorts: [] };
  const world = await World.start(undefined, {}, { destinations, resolvers: 'system' });
  ends.push(() => world.stop());
  const host = `localhost:${origin.port}`;
  const answer = await world.talk(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  expect(answer.slice(9, 12)).toBe('200');
});

test('a client that asks for silent names has its share of questions, and they end with it', async () => {
  const origin = await Origin.start(answering(HELLO));
  ends.push(() => origin.stop());
  const server = await NameServer.listen(({ name }) =>
    name === 'named.example' ? { addresses: ['127.0.0.1'], ttl: 60 } : 'silence',
  );
  ends.push(() => server.close());
  const destinations = { allow: ['127.0.0.0/8'], deny: [], httpPorts: [origin.port], connectPorts: [] };
  const world = await World.start(undefined, { namesPerClient: 16 }, { destinations, resolvers: [server.at] });
  ends.push(() => world.stop());
  const request = (name: string): string =>
    `GET http://${name}:${origin.port}/ HTTP/1.1\r\nHost: ${name}:${origin.port}\r\nConnection: close\r\n\r\n`;
  let refused = 0;
  const greedy = Array.from({ length: 100 }, (_, i): Socket => {
    const socket = connect({ port: world.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    socket.on('data', (bytes) => (refused += Number(bytes.toString('latin1').startsWith('HTTP/1.1 503'))));
    socket.on('error', () => {}).write(request(`s${i}.example`));
    return socket;
  });
  await until('84 are refused', () => refused === 84);
  // Names, not questions: on a slow machine each has been asked for twice before anybody looks.
  await until('16 are asked', () => new Set(server.asked.filter((one) => one.startsWith('A s'))).size === 16);
  expect(world.recorder.reported.filter((one) => one === 'failed client-names-limit')).toHaveLength(84);
  expect(await world.talk(request('named.example'))).toContain('hello');
  for (const socket of greedy) socket.resetAndDestroy();
  await until('they have left', () => world.recorder.open === 0);
  // Their share is free again, long before a silent name is given up.
  const another = connect({ port: world.port, host: '127.0.0.1', localAddress: '127.0.0.2' });
  another.on('error', () => {}).write(request('later.example'));
  await until('one more is asked', () => server.asked.includes('A later.example'));
  another.destroy();
});
