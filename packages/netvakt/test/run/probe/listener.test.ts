import { expect, test } from '@jest/globals';
import type { ListenerSettings } from '@netvakt/proxy';
import { prober } from '../../../src/doctor/checks/prober.ts';
import { askedListener, wantsHeader } from '../../../src/run/probe/listener.ts';

const explicit = (address: string, trustedPeers: readonly string[] = []): ListenerSettings => ({
  mode: 'explicit',
  address,
  port: 3128,
  trustedPeers,
});
const transparent = { ...explicit('127.0.0.1'), mode: 'tproxy' } as unknown as ListenerSettings;

test.each([
  { why: 'the first that is explicit', listeners: [transparent, explicit('127.0.0.1')], at: 1 },
  { why: 'every address includes loopback', listeners: [explicit('::')], at: 0 },
  { why: 'IPv6 alone is not reached from 127.x', listeners: [explicit('::1'), explicit('192.0.2.1')], at: 1 },
  { why: 'a transparent one serves only what was led to it', listeners: [transparent], at: -1 },
  { why: 'none', listeners: [], at: -1 },
])('the prober asks listener $at: $why', ({ listeners, at }) => {
  expect(askedListener({ listeners })).toBe(at);
});

test.each([
  { trusted: ['127.0.0.0/8'], wants: true },
  { trusted: ['192.0.2.0/24', '127.64.3.1'], wants: true },
  { trusted: ['0.0.0.0/0'], wants: true },
  { trusted: ['127.0.0.1', '::1', '2001:db8::/32'], wants: false },
  { trusted: [], wants: false },
])('a listener that trusts $trusted waits for a header from 127.64.3.1: $wants', ({ trusted, wants }) => {
  expect(wantsHeader(explicit('127.0.0.1', trusted), '127.64.3.1')).toBe(wants);
});

test.each([
  { seconds: 60, listeners: [explicit('127.0.0.1')], state: 'good', found: 'proxy.listen[0]' },
  { seconds: 60, listeners: [transparent], state: 'warning', found: 'no prober runs' },
  { seconds: 0, listeners: [transparent], state: 'skipped', found: 'probe.interval_seconds is 0' },
])('doctor with $seconds s: $state', ({ seconds, listeners, state, found }) => {
  const [finding, ...others] = prober({
    fixed: { listeners, probe: { intervalSeconds: seconds } },
  } as unknown as Parameters<typeof prober>[0]);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: 'prober', state, found: expect.stringContaining(found) });
  expect(finding?.remedy === '').toBe(state !== 'warning');
});
