import { setFlagsFromString } from 'node:v8';

/**
 * Megabytes. A worker's old space has 20 MB when it is warm: modules, and code that V8 has made of them. What requests allocate never gets
 * there.
 */
const FIRST_LIMIT = 64;

/**
 * Lets the heaps of threads that start from now on grow to 64 MB of old objects before their first major collection. V8 begins with a limit of a
 * few megabytes, which a worker's own code passes three or four times while it warms up; each time V8's helper threads take the core from it.
 * Nothing is reserved: a limit is no memory (docs/adr/0024).
 *
 * Set here and not on the command line, which the compile process inherits.
 */
export function leaveRoomForCode(): void {
  setFlagsFromString(`--initial-old-space-size=${FIRST_LIMIT}`);
}
