/** Preloaded before the program: writes its heap, on request of the test, to the path in the environment. */
import { writeHeapSnapshot } from 'node:v8';

const { NETVAKT_TEST_HEAP: path } = process.env;
if (path !== undefined) {
  process.on('SIGUSR2', () => {
    writeHeapSnapshot(path);
    process.stderr.write('{"message":"heap written"}\n');
  });
}
