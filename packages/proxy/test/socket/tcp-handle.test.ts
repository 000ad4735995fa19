import { expect, test } from '@jest/globals';
import { tcpNames } from '../../src/socket/tcp-handle.ts';

type Names = Record<string, Record<string, unknown>>;

const { binding } = process as unknown as { binding: (name: string) => Record<string, unknown> };
const whole = (): Names => ({ tcp_wrap: { ...binding('tcp_wrap') }, stream_wrap: { ...binding('stream_wrap') } });

function refuses(): never {
  throw new Error('Access to this API has been restricted');
}

test('this Node has all the names', () => {
  expect(tcpNames()).toBeDefined();
  const names = whole();
  expect(tcpNames((name) => names[name] ?? {})).toBeDefined();
});

test.each<{ why: string; change: (names: Names) => void }>([
  { why: 'no handle', change: ({ tcp_wrap: names }) => delete names?.['TCP'] },
  { why: 'no request to connect', change: ({ tcp_wrap: names }) => delete names?.['TCPConnectWrap'] },
  { why: 'no request to write', change: ({ stream_wrap: names }) => delete names?.['WriteWrap'] },
  { why: 'no state', change: ({ stream_wrap: names }) => delete names?.['streamBaseState'] },
  { why: 'no index of reads', change: ({ stream_wrap: names }) => delete names?.['kReadBytesOrError'] },
  {
    why: 'an index behind the state',
    change: (names) => Object.assign(names['stream_wrap'] ?? {}, { kLastWriteWasAsync: 99 }),
  },
  {
    why: 'a handle that cannot read into a buffer',
    change: (names) =>
      Object.assign(names['tcp_wrap'] ?? {}, {
        TCP: class {
          connect(): void {}
        },
      }),
  },
])('there are none, and no error, if there is $why', ({ change }) => {
  const names = whole();
  change(names);
  expect(tcpNames((name) => names[name] ?? {})).toBeUndefined();
});

test('there are none if Node has closed its internals, or does not know the word', () => {
  expect(tcpNames(refuses)).toBeUndefined();
});
