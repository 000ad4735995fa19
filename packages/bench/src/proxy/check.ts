/** Before anything is timed: what should pass passes unchanged, and what is listed does not. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { RunningProxy, Scene } from './contestant.ts';
import { ANSWER_BYTES } from './origin/nginx.ts';

/** Throws if the proxy does not do what it is timed for. */
export async function checkProxy(name: string, { port }: RunningProxy, scene: Scene): Promise<void> {
  const [free = ''] = scene.hosts;
  const passed = await ask(port, `${free}:${scene.originPort}`);
  if (!passed.startsWith('HTTP/1.1 200') && !passed.startsWith('HTTP/1.0 200'))
    throw new Error(`${name} does not pass ${free}: ${passed}`);
  if (!passed.endsWith('x'.repeat(ANSWER_BYTES))) throw new Error(`${name} does not pass the body`);
  if (scene.rules === 0) return;
  const [listed = ''] = readFileSync(scene.listFile, 'latin1').split('\n', 1);
  for (const host of [listed, `a.${listed}`]) {
    const blocked = await ask(port, `${host}:${scene.originPort}`);
    if (!/^HTTP\/1\.[01] 4(51|03)/.test(blocked)) throw new Error(`${name} does not block ${host}: ${blocked}`);
  }
}

async function ask(port: number, authority: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.setTimeout(60_000, () => socket.destroy(new Error('no answer within a minute')));
  let text = '';
  socket.on('data', (part: string) => {
    text += part;
  });
  socket.write(`GET http://${authority}/check HTTP/1.1\r\nHost: ${authority}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  return text;
}
