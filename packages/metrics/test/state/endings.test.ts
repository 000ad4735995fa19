import { expect, test } from '@jest/globals';
import { EndingLedger } from '../../src/state/endings.ts';
import { parseExposition, valueOf } from '../support/exposition.ts';
import { makeWorld } from '../support/world.ts';

test('what is written of an interval has each ending that was in force in it, the current one too', () => {
  const endings = new EndingLedger();
  expect([endings.current, endings.all, endings.unwritten]).toEqual([undefined, [], []]);
  endings.written(); // nothing is in force yet
  endings.inForce('alert');
  endings.inForce('alert'); // a reload that changes something else
  expect(endings.unwritten).toEqual(['alert']);
  endings.inForce('reset');
  expect([endings.current, endings.all, endings.unwritten]).toEqual(['reset', ['alert', 'reset'], ['alert', 'reset']]);
  endings.written();
  expect([endings.all, endings.unwritten]).toEqual([['alert', 'reset'], ['reset']]);
  endings.inForce('alert');
  expect(endings.all).toEqual(['reset', 'alert']); // the last one is in force
});

test('each ending has a series: 1 for the one in force, 0 for the others, and none is in force at the start', async () => {
  const { metrics, statistics } = makeWorld();
  const read = async (): Promise<(number | undefined)[]> => {
    const parsed = parseExposition((await metrics.render(undefined)).body);
    return ['alert', 'reset'].map((ending) => valueOf(parsed, 'netvakt_tls_block_ending', { ending }));
  };
  expect(await read()).toEqual([0, 0]);
  statistics.endings.inForce('reset');
  expect(await read()).toEqual([0, 1]);
});
