const KIB = 1024;

/**
 * What all sockets of a worker are read into, one after the other.
 *
 * Node would make 64 KiB for each read and cut it down to what came. With one buffer for all, a read makes nothing: 1.9 of
 * 6.6 microseconds a request that were not the kernel's, and together with writing at once
 * half of the CPU a gigabyte (docs/adr/0007).
 */
export const READ_INTO: Buffer = Buffer.allocUnsafeSlow(256 * KIB);

/** The same memory for a socket that has not shown yet what its bytes cost. */
export const READ_FIRST: Buffer = READ_INTO.subarray(0, 64 * KIB);

/** The same memory for a socket whose bytes are looked at one by one, by how many steps each of them takes at most. */
const COSTLY: readonly (readonly [steps: number, buffer: Buffer])[] = [
  [1.5, READ_INTO.subarray(0, 16 * KIB)],
  [6, READ_INTO.subarray(0, 4 * KIB)],
  [Number.POSITIVE_INFINITY, READ_INTO.subarray(0, KIB)],
];

/** What to read into so that one read takes about as many steps as a share has. `steps`: of one byte. */
export function readBufferFor(steps: number): Buffer {
  return (COSTLY.find(([most]) => steps <= most) as (typeof COSTLY)[number])[1];
}
