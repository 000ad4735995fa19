/** Times `netvakt coalition page` as the secretariat runs it: a process that reads, verifies, draws and writes. */
import { type CoalitionShape, makeCoalition } from '@netvakt/fixtures/coalition';
import { buildCommand, mustRun } from '../common/filter.ts';
import { withTemporaryFolder } from '../common/temporary.ts';

/** What was written, and a way to write it again. */
export interface BenchPages {
  readonly pages: number;
  /** Size of the largest page. */
  readonly bytes: number;
  readonly write: () => Promise<void>;
}

/** Makes a folder of published editions, and gives `use` what writes its pages in every language. */
export async function withPages<Value>(
  shape: CoalitionShape,
  use: (pages: BenchPages) => Promise<Value>,
): Promise<Value> {
  buildCommand();
  return await withTemporaryFolder('pages', async (root) => {
    const { home } = await makeCoalition(root, shape);
    const words = ['coalition', 'page', '--home', home, '--out', `${root}/out`, '--json'];
    const written = async (): Promise<{ files: readonly string[]; largest: number }> =>
      JSON.parse((await mustRun(...words)).stdout) as { files: readonly string[]; largest: number };
    const { files, largest } = await written();
    const write = async (): Promise<void> => void (await written());
    return await use({ pages: files.filter((file) => file.endsWith('.html')).length, bytes: largest, write });
  });
}
