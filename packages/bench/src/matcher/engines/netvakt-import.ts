import type * as Library from '@netvakt/matcher';

/** The matcher's public names: this tree's, or those of another tree's index file. */
export async function importMatcher(url?: string): Promise<typeof Library> {
  if (url === undefined) return await import('@netvakt/matcher');
  const other: unknown = await import(url);
  return other as typeof Library;
}
