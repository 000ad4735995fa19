/**
 * A client that begins TLS connections and never goes on with one. Arguments: its own address, the server's, how many. Writes `ready`
 * when each has sent its hello or failed; ends with its standard input.
 */
import type { TcpSocketConnectOpts } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';

const [, , localAddress = '', host = '', many = '1'] = process.argv;
/** Connections that are being opened at one time: fewer than a listener's backlog. */
const WIDTH = 50;
// tls.connect() passes what it does not know on to net.connect(), whose `localAddress` its types leave out.
const TO: ConnectionOptions & Pick<TcpSocketConnectOpts, 'localAddress'> = {
  host,
  port: 443,
  localAddress,
  servername: 'free.test',
  rejectUnauthorized: false,
};
let left = Number(many);

async function open(): Promise<void> {
  while (left > 0) {
    left -= 1;
    await new Promise<void>((resolve) => {
      const socket = connect(TO);
      socket.on('connect', resolve); // the hello is written with it
      socket.on('close', () => resolve());
      socket.on('error', () => undefined);
    });
  }
}

await Promise.all(Array.from({ length: WIDTH }, open));
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
