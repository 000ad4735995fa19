import { fileURLToPath } from 'node:url';
import type { Unit } from '../programs/socket-unit.ts';

const PROGRAM = fileURLToPath(new URL('../programs/socket-unit.ts', import.meta.url));

/** The command that runs the one behind it with listeners that it has opened, as the service manager does for a socket unit. */
export function socketUnit(units: readonly Unit[]): string[] {
  return [process.execPath, '--conditions=@netvakt/source', PROGRAM, JSON.stringify(units)];
}
