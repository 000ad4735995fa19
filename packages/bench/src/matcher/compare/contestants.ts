import { pathToFileURL } from 'node:url';
import type { OtherTree } from '../../common/worktree.ts';
import type { EngineEntry } from '../engine.ts';
import { ENGINES } from '../engines.ts';
import type { EngineContestant } from '../plan.ts';

/** Child processes of each side in each case: what one process happens to get of caches and compiled code stays with it. */
export const PROCESSES = 3;

/** Behind the engines of the control's other side. */
export const ITSELF = 'itself';

const THIS_TREE = pathToFileURL(`${import.meta.dirname}/../../../../matcher/src/index.ts`).href;

/** Netvakt's engines twice: with this tree's matcher, and with that of another commit. The bench itself is this tree's. */
export function comparedContestants(tree: OtherTree): EngineContestant[] {
  return contestantsAgainst(tree.revision, tree.url('packages/matcher/src/index.ts'));
}

/** The same with this tree on both sides, the other one loaded as another commit is. */
export function controlContestants(): EngineContestant[] {
  return contestantsAgainst(ITSELF, THIS_TREE);
}

/** The sides in turns, so that a slow minute of the machine hits both. */
function contestantsAgainst(revision: string, matcher: string): EngineContestant[] {
  const own = ENGINES.filter(({ package: name }) => name === '@netvakt/matcher');
  return own.flatMap((engine) =>
    Array.from({ length: PROCESSES }, (_, process) => [
      contestant(engine, '', process, undefined),
      contestant(engine, `@${revision}`, process, matcher),
    ]).flat(),
  );
}

/** The first process has the engine's own label; the others, which load what it built, have a number too. */
function contestant(engine: EngineEntry, side: string, process: number, matcher: string | undefined): EngineContestant {
  return { label: `${engine.name}${side}${process === 0 ? '' : `#${process + 1}`}`, engine, matcher };
}
