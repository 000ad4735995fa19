import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ProxyHeaderReader, type ProxyHeaderStep } from '../../src/proxy-protocol/reader.ts';

const server = createServer();

afterEach(() => {
  server.close();
});

/** What curl writes before its request, read as it comes. */
async function fromCurl(address: string, ...options: readonly string[]): Promise<ProxyHeaderStep> {
  const step = new Promise<ProxyHeaderStep>((resolve) => {
    const reader = new ProxyHeaderReader();
    server.once('connection', (socket) => {
      socket.on('data', (chunk: Buffer) => {
        const read = reader.push(chunk);
        if (read.kind === 'need-more') return;
        resolve(read);
        socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      });
    });
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  spawn('curl', ['--silent', '--globoff', ...options, `http://${host}:${port}/`], { stdio: 'ignore' });
  return await step;
}

test.each(['127.0.0.1', '::1'])("curl's own header is read, and its request after it (%s)", async (address) => {
  const step = await fromCurl(address, '--haproxy-protocol');
  expect(step).toMatchObject({
    kind: 'header',
    header: { version: 1, ends: { source: { address }, destination: { address } } },
  });
  expect(step.kind === 'header' ? step.rest.toString() : '').toMatch(/^GET \/ HTTP\/1\.1\r\n/u);
});
