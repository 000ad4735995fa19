/** Child process: the clients that wrk cannot play: new tunnels, and connections that stay idle. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { answerAll } from '../../common/child.ts';
import { quantile } from '../../common/statistics.ts';
import { clientHello } from '../origin/client-hello.ts';
import { CLIENT, type ClientAnswer, type IdleTask, type TunnelTask } from '../protocol.ts';

const PATIENCE_MILLIS = 60_000;
const IDLE_CLIENTS = 8;
const idle: Socket[] = [];

/** The next bytes from the other side. Throws if the connection ends or nothing comes in time. */
async function answerOf(socket: Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MILLIS) })) as [Buffer];
  return bytes;
}

async function openTunnel({ port, style, targetPort }: TunnelTask, host: string, hello: Buffer): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  try {
    await once(socket, 'connect');
    if (style === 'connect') {
      socket.write(`CONNECT ${host}:${targetPort} HTTP/1.1\r\nHost: ${host}:${targetPort}\r\n\r\n`);
      const head = (await answerOf(socket)).toString('latin1');
      if (!head.startsWith('HTTP/1.1 200') && !head.startsWith('HTTP/1.0 200')) throw new Error(`refused: ${head}`);
    }
    if (style === 'told') socket.write(Buffer.concat([headerFor(targetPort), hello]));
    else socket.write(hello);
    await answerOf(socket);
  } finally {
    socket.destroy();
  }
}

/** PROXY protocol, version 1. */
function headerFor(targetPort: number): Buffer {
  return Buffer.from(`PROXY TCP4 192.0.2.1 127.0.0.1 40000 ${targetPort}\r\n`, 'latin1');
}

async function tunnels(task: TunnelTask): Promise<ClientAnswer> {
  const hellos = task.hosts.map((host) => ({ host, hello: clientHello(host) }));
  const micros: number[] = [];
  let errors = 0;
  let next = 0;
  const started = performance.now();
  const client = async (): Promise<void> => {
    while (performance.now() - started < task.seconds * 1000) {
      const chosen = hellos[next++ % hellos.length];
      if (chosen === undefined) return;
      const before = performance.now();
      try {
        await openTunnel(task, chosen.host, chosen.hello);
        micros.push((performance.now() - before) * 1000);
      } catch {
        errors += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: task.concurrency }, client));
  return answer(micros, (performance.now() - started) / 1000, errors);
}

async function openIdle({ port, count, host }: IdleTask): Promise<ClientAnswer> {
  let errors = 0;
  const open = async (): Promise<void> => {
    // Several clients: one alone may not have all that a filter has.
    const localAddress = `127.0.0.${1 + (idle.length % IDLE_CLIENTS)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => socket.destroy());
    idle.push(socket);
    try {
      await once(socket, 'connect');
      socket.write(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      await answerOf(socket);
    } catch {
      errors += 1;
    }
  };
  // A few at a time: the wave of handshakes is not what is measured.
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - opened) }, open));
  }
  return { ...answer([], 0, errors), count: idle.filter(({ destroyed }) => !destroyed).length };
}

function answer(micros: readonly number[], seconds: number, errors: number): ClientAnswer {
  return { count: micros.length, seconds, errors, p50Micros: quantile(micros, 0.5), p99Micros: quantile(micros, 0.99) };
}

answerAll(CLIENT, async (task) => {
  if (task.step === 'tunnels') return await tunnels(task);
  if (task.step === 'idle') return await openIdle(task);
  for (const socket of idle.splice(0)) socket.destroy();
  return answer([], 0, 0);
});
