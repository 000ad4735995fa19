import { readFileSync } from 'node:fs';

/** What this thread may do to the network. See capabilities(7). */
export interface Capabilities {
  /** The effective user is 0. Root in a container, or with a bounded set, may still have neither capability. */
  readonly root: boolean;
  /** Allows IP_TRANSPARENT and SO_MARK. */
  readonly netAdmin: boolean;
  /** Allows IP_TRANSPARENT, and SO_MARK from Linux 5.17 on. */
  readonly netRaw: boolean;
}

const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;

/**
 * Reads the effective capabilities of the calling thread. For messages and start-up checks only: whether a call is allowed
 * is known by making it. Never throws: without /proc, or on another system, it reports none.
 *
 * Cost: one small read of /proc, about 20 microseconds; not for the data path.
 */
export function processCapabilities(readStatus: () => string = readThreadStatus): Capabilities {
  const root = process.geteuid?.() === 0;
  const effective = effectiveSet(readStatus);
  return { root, netAdmin: has(effective, CAP_NET_ADMIN), netRaw: has(effective, CAP_NET_RAW) };
}

/** Capabilities are kept by thread, so a worker asks for its own. */
function readThreadStatus(): string {
  return readFileSync('/proc/thread-self/status', 'latin1');
}

function effectiveSet(readStatus: () => string): bigint {
  try {
    const digits = /^CapEff:\s*([0-9a-f]{1,16})$/mu.exec(readStatus())?.[1];
    return digits === undefined ? 0n : BigInt(`0x${digits}`);
  } catch {
    return 0n;
  }
}

function has(set: bigint, capability: bigint): boolean {
  return ((set >> capability) & 1n) === 1n;
}
