import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import type { ProxyHeader } from '../../src/proxy-protocol/header.ts';
import { ProxyHeaderReader } from '../../src/proxy-protocol/reader.ts';

interface Heard {
  readonly header: ProxyHeader;
  readonly request: string;
}

/** Reads a header and the request after it, which may come with it or later. */
async function hear(socket: Socket): Promise<Heard> {
  const reader = new ProxyHeaderReader();
  let header: ProxyHeader | undefined;
  let request = '';
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    const step = header === undefined ? reader.push(chunk) : undefined;
    if (step?.kind === 'reject') throw new Error(step.reason);
    if (step?.kind === 'header') header = step.header;
    if (header !== undefined) request += (step?.kind === 'header' ? step.rest : chunk).toString();
    if (header !== undefined && request.endsWith('\r\n\r\n')) return { header, request };
  }
  throw new Error('curl ended early');
}

test.each(['127.0.0.1', '::1'])("curl's own header is read, and its request after it (%s)", async (address) => {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const host = address.includes(':') ? `[${address}]` : address;
  const url = `http://${host}:${(server.address() as AddressInfo).port}/`;
  const curl = spawn('curl', ['--silent', '--globoff', '--haproxy-protocol', url], { stdio: 'ignore' });
  const [socket] = (await once(server, 'connection')) as [Socket];
  const { header, request } = await hear(socket);
  socket.destroy();
  server.close();
  await once(curl, 'close');
  expect(header).toMatchObject({ version: 1, ends: { source: { address }, destination: { address } } });
  expect(request).toMatch(/^GET \/ HTTP\/1\.1\r\n/u);
});
