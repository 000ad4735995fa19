/**
 * Subscribers who connect and send nothing. Arguments: address, how many. Prints `ready` when each has connected or failed; ends with
 * its standard input.
 */
import { connect } from 'node:net';

const [, , host = '', many = '1'] = process.argv;

await Promise.all(
  Array.from(
    { length: Number(many) },
    () =>
      new Promise<void>((resolve) => {
        const socket = connect({ host, port: 80 });
        socket.on('connect', resolve);
        socket.on('close', () => resolve());
        socket.on('error', () => undefined);
        socket.resume();
      }),
  ),
);
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
