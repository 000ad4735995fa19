import { expect, test } from '@jest/globals';
import { type Native, native } from '../../src/linux/native.ts';
import { partsOf } from '../../src/socket/parts.ts';
import { type TcpNames, tcpNames } from '../../src/socket/tcp-handle.ts';

type Names = Record<string, Record<string, unknown>>;

const { binding } = process as unknown as { binding: (name: string) => Record<string, unknown> };
const whole = (): Names => ({ tcp_wrap: { ...binding('tcp_wrap') } });

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
  {
    why: 'a handle that cannot read into a buffer',
    change: (names) =>
      Object.assign(names['tcp_wrap'] ?? {}, {
        TCP: class {
          open(): void {}
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

test('a handle that takes no other descriptor than a socket is of no use, and none is left open', () => {
  const closed: number[] = [];
  const calls: Native = { ...native(), close: (descriptor) => (closed.push(descriptor), native().close(descriptor)) };
  class Picky {
    open = (): number => -22;
    close = (): void => {};
  }
  expect(partsOf({ TCP: Picky } as unknown as TcpNames, calls)).toBeUndefined();
  expect(closed).toHaveLength(1);
  expect(partsOf(tcpNames(), calls)).toBeDefined();
  expect(closed).toHaveLength(1);
  expect(partsOf(tcpNames(), { ...calls, epollCreate: () => -1 })).toBeUndefined();
});
