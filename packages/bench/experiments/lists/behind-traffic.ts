/**
 * What hostile deliveries add to the p99 of requests that go through meanwhile, by how what fetches them is kept behind. Rounds in turn, so
 * that what else the machine does falls on all of them; each row is the median of its rounds.
 *
 * As root, who alone may raise a priority again. Run: node --conditions=@netvakt/source packages/bench/experiments/lists/behind-traffic.ts [ROUNDS] [MANNER…]
 */
import { constants, setPriority } from 'node:os';
import { AS_THE_FILTER, type Behind, buildCommand } from '../../src/common/filter.ts';
import { withTemporaryFolder } from '../../src/common/temporary.ts';
import { ListsStage } from '../../src/lists/run.ts';

const FEW_THREADS = ['--v8-pool-size=0', '--single-threaded-gc'];
const MANNERS: Readonly<Record<string, Behind>> = {
  'as it comes': { through: ['nice', '-n', '-10'], options: [] },
  'nice 10': { through: ['nice', '-n', '0'], options: [] },
  'nice 19': { through: ['nice', '-n', '9'], options: [] },
  batch: { through: ['chrt', '-b', '0'], options: [] },
  idle: { through: ['chrt', '-i', '0'], options: [] },
  'nice 10, one core': AS_THE_FILTER,
  'idle, one core': { through: [...AS_THE_FILTER.through, 'chrt', '-i', '0'], options: [] },
  'nice 10, no helpers': { through: [], options: FEW_THREADS },
  'nice 10, disk idle': { through: ['ionice', '-c', '3'], options: [] },
  'idle, no helpers': { through: ['chrt', '-i', '0'], options: FEW_THREADS },
};

const [rounds = '3', ...chosen] = process.argv.slice(2);
const names = chosen.length === 0 ? Object.keys(MANNERS) : chosen;
const found = new Map<string, { readonly busy: number[]; readonly quiet: number[] }>();
buildCommand();
for (let round = 0; round < Number(rounds); round += 1) {
  for (const name of names) {
    const result = await withTemporaryFolder('behind', async (folder) => {
      const stage = await ListsStage.open(folder);
      try {
        return await stage.hostile(MANNERS[name]);
      } finally {
        setPriority(constants.priority.PRIORITY_NORMAL); // the next filter is none of those that wait
        await stage.close();
      }
    });
    const row = found.get(name) ?? { busy: [], quiet: [] };
    process.stderr.write(`${name}: ${result.p99With} with, ${result.p99Without} without\n`);
    row.busy.push(result.p99With);
    row.quiet.push(result.p99Without);
    found.set(name, row);
  }
}
const list = (values: readonly number[]): string => values.map((value) => value.toFixed(2)).join(' ');
for (const [name, { busy, quiet }] of found) {
  const added = busy.map((p99, i) => p99 - (quiet[i] ?? 0));
  const median = added.toSorted((a, b) => a - b)[added.length >> 1] ?? Number.NaN;
  process.stdout.write(`${name.padEnd(22)} adds ${median.toFixed(2)} ms; with ${list(busy)}; without ${list(quiet)}\n`);
}
