import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { describeListener } from '../../src/linux/describe-listener.ts';
import { closeDescriptor, closeOnExec, descriptorOf, duplicateDescriptor } from '../../src/linux/descriptor.ts';
import { native } from '../../src/linux/native.ts';
import { openTransparentListener } from '../../src/linux/transparent-listener.ts';

test('a name is refused before anything is opened', () => {
  expect(() => openTransparentListener({ address: 'mixed.test', port: 0 })).toThrow(RangeError);
});

test('an ordinary listener is seen not to be transparent: tproxy would pass it by', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fd = descriptorOf(server) ?? -1;
  const { port } = server.address() as AddressInfo;
  expect(describeListener(fd)).toEqual({ address: '127.0.0.1', port, listening: true, transparent: false });
  server.close();
});

test('what is no TCP socket is not described', () => {
  expect(() => describeListener(-1)).toThrow(expect.objectContaining({ errno: 'EBADF' }));
  expect(() => describeListener(999_999)).toThrow(expect.objectContaining({ errno: 'EBADF' }));
});

test('a duplicate goes on listening when the first descriptor is closed', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  const second = createServer().listen({ fd: duplicateDescriptor(descriptorOf(first) ?? -1) });
  await once(second, 'listening');
  first.close();
  await once(first, 'close');
  const client = connect(port, '127.0.0.1');
  const [socket] = (await once(second, 'connection')) as [Socket];
  expect(socket.localPort).toBe(port);
  socket.destroy();
  client.destroy();
  second.close();
});

test('a descriptor can be kept from children', () => {
  const F_GETFD = 1;
  const fd = native().socket(2, 1, 0);
  expect(native().fcntl(fd, F_GETFD, 'int', 0)).toBe(0);
  closeOnExec(fd);
  expect(native().fcntl(fd, F_GETFD, 'int', 0)).toBe(1);
  closeDescriptor(fd);
  expect(() => closeOnExec(fd)).toThrow(expect.objectContaining({ errno: 'EBADF' }));
});

test('closing a descriptor that is not open does not throw', () => {
  expect(() => closeDescriptor(-1)).not.toThrow();
});
