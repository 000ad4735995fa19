import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { CanaryKind } from './requests.ts';

/**
 * The host of one of the canary's requests: 128 bits below `.invalid` (RFC 6761 §6.4) that are the same in every process of this
 * machine until it is started anew, and that nobody outside can guess. So the filter and what asks it agree silently, two
 * filters in an upgrade too. `undefined` on a system without a boot id.
 */
export function canaryHost(request: CanaryKind, bootId: () => string = readBootId): string | undefined {
  try {
    const digest = createHmac('sha256', bootId().trim()).update(`netvakt canary ${request}`).digest('hex');
    return `${digest.slice(0, 32)}.invalid`;
  } catch {
    return undefined;
  }
}

/** Random, drawn by the kernel at its start; see random(4). */
function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
}
