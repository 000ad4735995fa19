import { expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { AF_INET, F_DUPFD_CLOEXEC, SOCK_CLOEXEC, SOCK_DGRAM, SOCK_NONBLOCK } from '../../src/linux/constants.ts';
import { native } from '../../src/linux/native.ts';
import { SOCKET_ADDRESS_SIZE, socketAddress } from '../../src/linux/socket-address.ts';
import { type Parts, SOCKET_PARTS } from '../../src/socket/parts.ts';
import { IS_READABLE, type Pollable, Poller, TO_READ } from '../../src/socket/poller.ts';

/** A socket for datagrams, and one datagram to it. */
function letterBox(): { readonly descriptor: number; readonly fill: () => void } {
  const calls = native();
  const descriptor = calls.socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const any = socketAddress({ address: '127.0.0.1', port: 0 }) as Uint8Array;
  calls.bind(descriptor, any, any.length);
  const address = new Uint8Array(SOCKET_ADDRESS_SIZE);
  const length = Uint32Array.of(address.length);
  calls.getsockname(descriptor, address, length);
  return { descriptor, fill: () => calls.sendto(descriptor, Buffer.from('x'), 1, 0, address, length[0] as number) };
}

class Notified implements Pollable {
  ticket = 0;
  events: number[] = [];
  readonly #then: () => void;

  constructor(then: () => void = () => {}) {
    this.#then = then;
  }
  ready(events: number): void {
    this.events.push(events);
    this.#then();
  }
}

test('an event is not for who has got the descriptor in the same round', async () => {
  const calls = native();
  const poller = new Poller(SOCKET_PARTS as Parts);
  const [first, second, third] = [letterBox(), letterBox(), letterBox()];
  const [old, heir] = [new Notified(), new Notified()];
  const heard = new Notified(() => {
    poller.close(second.descriptor);
    expect(calls.fcntl(third.descriptor, F_DUPFD_CLOEXEC, 'int', second.descriptor)).toBe(second.descriptor);
    poller.opened(second.descriptor);
    poller.add(second.descriptor, TO_READ, heir);
  });
  for (const [{ descriptor }, pollable] of [[first, heard] as const, [second, old] as const]) {
    poller.opened(descriptor);
    poller.add(descriptor, TO_READ, pollable);
  }
  first.fill();
  second.fill();
  await until('the first is notified', () => heard.events.length === 1);
  expect([old.events, heir.events]).toEqual([[], []]);
  third.fill();
  await until('the heir is notified of its own', () => heir.events.length === 1);
  expect((heir.events[0] as number) & IS_READABLE).toBeGreaterThan(0);
  expect([heard.events.length, old.events.length]).toEqual([1, 0]); // a change is reported once, read or not
  for (const descriptor of [first.descriptor, second.descriptor]) poller.close(descriptor);
  calls.close(third.descriptor);
});
