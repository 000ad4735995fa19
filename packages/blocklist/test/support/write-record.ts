/** Adds a record to a series: the child process that the fault tests kill. Arguments: folder, text. Exits 3 if it fails. */
import { SealedSeries } from '../../src/store/series.ts';

const [folder = '', text = ''] = process.argv.slice(2);
const series = new SealedSeries(folder, 'list', Buffer.alloc(32, 7), 2);
try {
  await series.write({ label: { text }, content: Buffer.alloc(200_000, text) });
} catch {
  process.exitCode = 3;
}
