import { nativeOrNone } from '../linux/native.ts';

const KIB = 1024;
const BYTES = 256 * KIB;
const arena = nativeOrNone()?.arena(BYTES);

/**
 * What all sockets of a worker are read into, one after the other.
 *
 * Node would make 64 KiB for each read and cut it down to what came. With one buffer for all, a read makes nothing: 1.9 of
 * 6.6 microseconds a request that were not the kernel's, and together with writing at once
 * half of the CPU a gigabyte (docs/adr/0007).
 */
export const READ_INTO: Buffer = arena?.bytes ?? Buffer.allocUnsafeSlow(BYTES);

/** Where {@link READ_INTO} is in memory, for system calls; 0 if there are none. */
export const READ_ADDRESS: number = arena?.address ?? 0;

/** For a handle that signals when there are bytes, and does not read them: libuv then calls back with ENOBUFS. */
export const READ_NOTHING: Buffer = READ_INTO.subarray(0, 0);
