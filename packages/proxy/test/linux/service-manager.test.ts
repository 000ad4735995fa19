import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { serviceManager } from '../../src/linux/service-manager.ts';
import { DatagramReceiver } from './support/datagram-receiver.ts';

let directory = '';
let receiver: DatagramReceiver | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'notify-'));
});

afterEach(() => {
  receiver?.close();
  receiver = undefined;
  rmSync(directory, { recursive: true });
});

test.each(['path', 'abstract'] as const)('each message is one datagram (%s)', (kind) => {
  const path = kind === 'path' ? join(directory, 'notify') : `@${directory}`;
  receiver = new DatagramReceiver(path);
  const manager = serviceManager({ NOTIFY_SOCKET: path });
  expect([manager.ready(), manager.stopping(), manager.watchdog(), manager.mainProcess(4711)]).not.toContain(false);
  expect(manager.status('3 workers\nREADY=0')).toBe(true);
  expect(Array.from({ length: 6 }, () => receiver?.next())).toEqual([
    'READY=1',
    'STOPPING=1',
    'WATCHDOG=1',
    'MAINPID=4711',
    'STATUS=3 workers READY=0',
    undefined,
  ]);
});

test('a reload carries the monotonic time, which Type=notify-reload compares with its own', () => {
  receiver = new DatagramReceiver(join(directory, 'notify'));
  const before = process.hrtime.bigint() / 1000n;
  expect(serviceManager({ NOTIFY_SOCKET: join(directory, 'notify') }).reloading()).toBe(true);
  const micros = /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/u.exec(receiver.next() ?? '')?.[1];
  expect(BigInt(micros ?? 0)).toBeGreaterThanOrEqual(before);
});

test.each<{ why: string; path: string | undefined }>([
  { why: 'no service manager', path: undefined },
  { why: 'an empty name', path: '' },
  { why: 'a relative path', path: 'notify' },
  { why: 'nobody listens', path: '/nonexistent/notify' },
  { why: 'a path that does not fit', path: `/${'x'.repeat(200)}` },
  { why: 'a virtual socket, which is not spoken here', path: 'vsock:2:1234' },
])('$why: false, and nothing else happens', ({ path }) => {
  const environment = path === undefined ? {} : { NOTIFY_SOCKET: path };
  expect(serviceManager(environment).ready()).toBe(false);
});

test('a manager that does not read does not hold the process up', () => {
  receiver = new DatagramReceiver(join(directory, 'notify'));
  const manager = serviceManager({ NOTIFY_SOCKET: join(directory, 'notify') });
  const sent = Array.from({ length: 2000 }, () => manager.watchdog());
  expect(sent[0]).toBe(true);
  expect(sent.at(-1)).toBe(false);
});

test.each<{ why: string; environment: Record<string, string>; want: number | undefined }>([
  { why: 'ten seconds', environment: { WATCHDOG_USEC: '10000000' }, want: 10_000 },
  { why: 'for this process', environment: { WATCHDOG_USEC: '10000000', WATCHDOG_PID: '7' }, want: 10_000 },
  { why: 'for another', environment: { WATCHDOG_USEC: '10000000', WATCHDOG_PID: '8' }, want: undefined },
  { why: 'none', environment: {}, want: undefined },
  { why: 'zero', environment: { WATCHDOG_USEC: '0' }, want: undefined },
  { why: 'no number', environment: { WATCHDOG_USEC: '1e9' }, want: undefined },
])('the watchdog: $why', ({ environment, want }) => {
  expect(serviceManager(environment, 7).watchdogMs).toBe(want);
});
