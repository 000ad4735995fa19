/** Child process: attackers on as many connections as they are allowed, and the origin that plays along. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { constants, setPriority } from 'node:os';
import { answerAll } from '../common/child.ts';
import { preferProcess } from '../common/priority.ts';
import { type Attack, attackNamed } from './attacks.ts';
import { ATTACKERS, type AttackAnswer, type AttackTask } from './protocol.ts';

// Who is measured shares this core: the attackers take what is left of it, and that before others do.
const { PRIORITY_ABOVE_NORMAL, PRIORITY_LOW } = constants.priority;
if (!preferProcess(process.pid, PRIORITY_ABOVE_NORMAL)) setPriority(PRIORITY_LOW);

/** An attacker that is turned away comes back after so long: how many connections a second a proxy takes is another question. */
const RETURN_MILLIS = 100;
const REFUSAL = 'HTTP/1.1 5';

let attack: Attack | undefined;
let running = false;
const open = new Set<Socket>();
const count = { bytes: 0, begun: 0 };

const origin = createServer({ noDelay: true }, (socket) => {
  keep(socket);
  const first = (): void => {
    if (attack?.answer !== undefined) socket.write(attack.answer);
    pour(socket, attack?.answers);
  };
  socket.once('data', first);
  socket.on('data', (bytes) => (count.bytes += bytes.length));
});

function keep(socket: Socket): void {
  open.add(socket);
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => open.delete(socket));
}

/** Writes as fast as the other side reads. */
function pour(socket: Socket, piece: Buffer | undefined): void {
  if (piece === undefined) return;
  const more = (): void => {
    if (running && !socket.destroyed && socket.write(piece)) setImmediate(more);
  };
  socket.on('drain', more);
  more();
}

/** A proxy that refuses the answer and keeps the client's connection. */
function isRefusal(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, REFUSAL.length) === REFUSAL;
}

function begin(task: Extract<AttackTask, { step: 'start' }>): void {
  const { method, uploads } = attackNamed(task.attack);
  const socket = connect({ port: task.port, host: '127.0.0.1', noDelay: true });
  keep(socket);
  count.begun += 1;
  const framing = uploads === undefined ? '' : 'Transfer-Encoding: chunked\r\n';
  const ask = (): boolean =>
    socket.write(`${method} http://${task.host}/ HTTP/1.1\r\nHost: ${task.host}\r\n${framing}\r\n`);
  ask();
  pour(socket, uploads);
  socket.on('data', (bytes: Buffer) => {
    count.bytes += bytes.length;
    if (isRefusal(bytes)) setTimeout(() => void (running && !socket.destroyed && ask()), RETURN_MILLIS);
  });
  socket.on('close', () => setTimeout(() => void (running && begin(task)), RETURN_MILLIS));
}

answerAll(ATTACKERS, async (task: AttackTask): Promise<AttackAnswer> => {
  if (task.step === 'origin') await new Promise<void>((resolve) => void origin.listen(0, '127.0.0.1', resolve));
  if (task.step === 'start') {
    attack = attackNamed(task.attack);
    running = true;
    Object.assign(count, { bytes: 0, begun: 0 });
    for (let i = 0; i < task.connections; i += 1) begin(task);
  }
  if (task.step === 'stop') {
    running = false;
    for (const socket of open) socket.destroy();
  }
  return { port: (origin.address() as AddressInfo).port, ...count };
});
