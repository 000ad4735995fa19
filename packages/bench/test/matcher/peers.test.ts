import { expect, test } from '@jest/globals';
import { type FixtureRequest, type ListShape, listLines, queries } from '@netvakt/fixtures';
import { MATCHER_CASES, type MatcherCase } from '../../src/matcher/cases.ts';
import { Oracle } from '../../src/matcher/corpus/oracle.ts';
import type { LoadedEngine } from '../../src/matcher/engine.ts';
import { ENGINES } from '../../src/matcher/engines.ts';

/** Netvakt's own engines compile in worker threads, and are met in the test of a whole run; the floor looks nothing up. */
const PEERS = ENGINES.filter(({ name, onlyAnswer }) => !name.startsWith('netvakt') && onlyAnswer === undefined);
const COUNT = 60;

async function load(name: string, list: ListShape): Promise<LoadedEngine> {
  const maker = await ENGINES.find((engine) => engine.name === name)?.maker();
  if (maker === undefined) throw new Error(`no engine ${name}`);
  const built = await maker.build({ format: list.format, lines: [...listLines(list)] });
  const saved = built.save?.();
  // What is timed is what was loaded, if the engine can be loaded.
  return saved !== undefined && maker.load !== undefined ? await maker.load(saved, list.format) : built;
}

function requestsOf({ kind, popularity }: MatcherCase, list: ListShape): FixtureRequest[] {
  const stream = queries({ list, kind, popularity, seed: 5 });
  return Array.from({ length: COUNT }, () => stream.next().value);
}

const meetings = PEERS.flatMap(({ name, formats }) => formats.map((format) => ({ name, format })));

test.each(meetings)('$name agrees with the oracle about $format', async ({ name, format }) => {
  const list = { seed: 1, entries: 1500, format };
  const oracle = new Oracle(format, listLines(list));
  const { engine } = await load(name, list);
  if (engine.input !== 'string') throw new TypeError('peers take strings');
  const seen = new Set<number>();
  for (const oneCase of MATCHER_CASES.filter((one) => one.format === format && !one.name.includes('hostile'))) {
    for (const request of requestsOf(oneCase, list)) {
      // Ghostery's engine folds the case of paths; a whole run reports it as wrong there.
      if (name === 'ghostery' && request.target.toUpperCase() === request.target) continue;
      const { host, target } = request;
      const answer = oneCase.call === 'matchHost' ? engine.matchHost(host) : engine.matchRequest?.(host, target);
      expect({ host, target, answer }).toEqual({ host, target, answer: oracle.answer(request) });
      seen.add(answer ?? -1);
    }
  }
  expect(seen).toEqual(new Set([0, 1]));
});
