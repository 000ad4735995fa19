/** Child process: a client that asks now and then on connections that it keeps, and the origin that answers at once. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerAll } from '../common/child.ts';
import { preferProcess } from '../common/priority.ts';
import { NEIGHBOUR, type NeighbourAnswer, type NeighbourTask } from './protocol.ts';

preferProcess(process.pid, constants.priority.PRIORITY_HIGHEST);

const BODY = 'x'.repeat(256);
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const PATIENCE_MILLIS = 60_000;

type Ask = Extract<NeighbourTask, { step: 'ask' }>;

const origin = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined);
  socket.on('data', () => socket.write(ANSWER));
});

/** Resolves when the whole answer is there; false if it is another one. */
async function answered(socket: Socket): Promise<boolean> {
  let text = '';
  while (!text.endsWith(BODY)) {
    const [bytes] = (await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MILLIS) })) as [Buffer];
    text += bytes.toString('latin1');
    if (!/^HTTP\/1\.1 200|^H?T?T?P?$/.test(text)) return false;
  }
  return true;
}

async function client({ port, host, seconds, pauseMillis }: Ask, times: number[]): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined);
  const request = `GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\n\r\n`;
  const end = performance.now() + 1000 * seconds;
  let failed = 0;
  try {
    await once(socket, 'connect');
    // Once at least: to connect may take all the time that there is.
    do {
      const begun = performance.now();
      socket.write(request);
      if (await answered(socket)) times.push(performance.now() - begun);
      else failed += 1;
      await sleep(pauseMillis * (0.5 + Math.random()));
    } while (performance.now() < end);
  } catch {
    failed += 1;
  } finally {
    socket.destroy();
  }
  return failed;
}

answerAll(NEIGHBOUR, async (task: NeighbourTask): Promise<NeighbourAnswer> => {
  const times: number[] = [];
  let failed = 0;
  if (task.step === 'origin') await new Promise<void>((resolve) => void origin.listen(0, '127.0.0.1', resolve));
  else {
    const all = await Promise.all(Array.from({ length: task.connections }, () => client(task, times)));
    failed = all.reduce((sum, one) => sum + one, 0);
  }
  return { port: (origin.address() as AddressInfo).port, times, failed };
});
