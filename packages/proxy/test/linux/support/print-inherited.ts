/** Prints the inherited listeners with their descriptions, as JSON. */
import { describeListener } from '../../../src/linux/describe-listener.ts';
import { inheritedListeners } from '../../../src/linux/inherited-listeners.ts';

const found = inheritedListeners().map((listener) => ({
  name: listener.name,
  fd: listener.fd,
  description: describeListener(listener.fd),
}));
process.stdout.write(JSON.stringify(found));
