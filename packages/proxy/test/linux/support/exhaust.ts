/** Opens sockets until no descriptor is left, then reports the error, and that the process lives. */
import { openOutgoing } from '../../../src/linux/outgoing.ts';

for (;;) {
  const outgoing = openOutgoing('127.0.0.1', { mark: 0 });
  if (outgoing.kind === 'failed') {
    const { call, errno, remedy } = outgoing.error;
    process.stdout.write(JSON.stringify({ call, errno, remedy }));
    break;
  }
}
