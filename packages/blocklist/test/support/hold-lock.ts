/** Holds the lock of a store until it is killed. Arguments: folder, patience in milliseconds. Exits 3 if somebody else holds it. */
import { withStoreLock } from '../../src/store/lock.ts';

const [folder = '', patience = '60000'] = process.argv.slice(2);
try {
  await withStoreLock(folder, Number(patience), () => {
    process.stdout.write('held\n');
    return new Promise<void>((resolve) => setTimeout(resolve, 600_000));
  });
} catch {
  process.exitCode = 3;
}
