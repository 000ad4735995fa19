/** Dials until no descriptor is left, then says how that looked, and that the process lives. */
import { connectOutgoing } from '../../../src/linux/outgoing.ts';

const options = { mark: 0, allowHalfOpen: false };
for (;;) {
  const outgoing = connectOutgoing({ address: '127.0.0.1', port: 9 }, options);
  if (outgoing.kind === 'failed') {
    const { call, errno, remedy } = outgoing.error;
    process.stdout.write(JSON.stringify({ call, errno, remedy }));
    break;
  }
  outgoing.socket.on('error', () => {});
}
