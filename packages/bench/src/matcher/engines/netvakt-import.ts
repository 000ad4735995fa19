import type * as Library from '@netvakt/matcher';

/** The matcher's public names; those that came later may be missing in another tree. */
type MatcherLibrary = Omit<typeof Library, 'attachSnapshot'> & Partial<Pick<typeof Library, 'attachSnapshot'>>;

/** This tree's matcher, or that of another tree's index file. */
export async function importMatcher(url?: string): Promise<MatcherLibrary> {
  if (url === undefined) return await import('@netvakt/matcher');
  const other: unknown = await import(url);
  return other as MatcherLibrary;
}
