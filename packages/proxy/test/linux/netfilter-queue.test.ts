import { expect, test } from '@jest/globals';
import { closeDescriptor } from '../../src/linux/descriptor.ts';
import { native, succeed } from '../../src/linux/native.ts';
import { NetfilterQueue } from '../../src/linux/netfilter-queue.ts';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;

test('verdicts with packets of any size that comes have room: what is full is sent before', () => {
  // Nobody is at its other end: what is sent is lost, as verdicts of packets that are gone.
  const fd = succeed('socket', native().socket(AF_UNIX, SOCK_DGRAM, 0));
  try {
    const queue = new NetfilterQueue(fd, 0, 1);
    for (let id = 0; id < 100; id += 1) expect(() => queue.replace(id, new Uint8Array(19_000 - id), 1)).not.toThrow();
    queue.flush();
  } finally {
    closeDescriptor(fd);
  }
});
