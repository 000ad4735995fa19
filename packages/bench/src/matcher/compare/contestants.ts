import type { OtherTree } from '../../common/worktree.ts';
import { ENGINES } from '../engines.ts';
import type { EngineContestant } from '../plan.ts';

/** Netvakt's engines twice: with this tree's matcher, and with that of another commit. The bench itself is this tree's. */
export function comparedContestants(tree: OtherTree): EngineContestant[] {
  const matcher = tree.url('packages/matcher/src/index.ts');
  return ENGINES.filter(({ package: name }) => name === '@netvakt/matcher').flatMap((engine) => [
    { label: engine.name, engine, matcher: undefined },
    { label: `${engine.name}@${tree.revision}`, engine, matcher },
  ]);
}
