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

/** The same memory for a socket whose bytes are looked at one by one: so many are one share of a round. */
export const READ_COSTLY: Buffer = READ_INTO.subarray(0, 16 * KIB);
