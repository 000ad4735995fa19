/**
 * Compiles one list in a process of its own, which writes its number to a file, waits for another file, and goes on. For what a test's
 * own process cannot be given: variables of the environment. Arguments: list, file for the number, file to wait for.
 */
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { heldUntil, withNodeArguments, writingNumber } from './preloaded.ts';

const [list = '', number = '', go = ''] = process.argv.slice(2);
const { ok } = await withNodeArguments(['--inspect-port=0', writingNumber(number), heldUntil(go)], () =>
  compileListFiles({
    files: [{ path: list, settings: completeSettings({ id: 'few', markets: ['se'] }) }],
    markets: ['se'],
    seed: Uint32Array.of(1, 2, 3, 4),
  }),
);
process.exitCode = ok ? 0 : 3;
