import { once } from 'node:events';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { PatientSocket } from '../../src/payloads/patient-socket.ts';

/** What a client hears of a peer that answers and resets, if the client's next write comes before its next read. */
async function heardBy(client: Socket): Promise<{ readonly heard: string; readonly failed: boolean }> {
  let heard = '';
  const server = createServer((peer) => {
    peer.on('error', () => undefined);
    peer.once('data', () => {
      peer.write('answer');
      peer.resetAndDestroy();
      client.write('more');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client.on('error', () => undefined).on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
  client.connect((server.address() as AddressInfo).port, '127.0.0.1', () => client.write('request'));
  const failed = await new Promise<boolean>((resolve) => client.once('close', resolve));
  server.close();
  return { heard, failed };
}

test('an ordinary socket loses an answer behind which its write fails', async () => {
  expect(await heardBy(new Socket())).toEqual({ heard: '', failed: true });
});

test('a patient one reads it, and fails then', async () => {
  expect(await heardBy(new PatientSocket())).toEqual({ heard: 'answer', failed: true });
});
