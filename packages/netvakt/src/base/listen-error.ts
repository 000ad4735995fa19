import { OperatorError } from './operator-error.ts';

/** By the system's code: what it means, and what to do. */
const FAULTS: Readonly<Partial<Record<string, readonly [fault: string, remedy: string]>>> = {
  EADDRINUSE: ['the port is in use', 'Stop its owner (find it with "ss -ltnp"), or choose another port'],
  EADDRNOTAVAIL: ['this machine has no such address', 'Choose one that "ip address" shows, or 0.0.0.0 for all'],
  EACCES: ['the port is reserved', 'Choose one from 1024, or give the process CAP_NET_BIND_SERVICE'],
};

/**
 * The error for a socket that the configuration asks for and the system does not give.
 *
 * @param key - the setting that names the socket.
 * @param systemCode - such as `EADDRINUSE`.
 */
export function listenError(key: string, socket: string, systemCode: string): OperatorError {
  const [fault, remedy] = FAULTS[systemCode] ?? [systemCode, ''];
  return new OperatorError('ERR_LISTEN', { found: `Cannot listen on ${socket} (${key}): ${fault}`, remedy });
}
