import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../../netvakt/src/main.ts', import.meta.url));

/** The command itself, from its sources, as an operator starts it: the laboratories see the product, not a part of it. */
export const NETVAKT: readonly [command: string, ...words: string[]] = [
  process.execPath,
  '--conditions=@netvakt/source',
  MAIN,
];
