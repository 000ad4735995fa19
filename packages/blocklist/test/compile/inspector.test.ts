/** The compile process holds every entry in plain text: nobody can look into it, by a signal or by a variable. */
import { writeFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { temporaryFolder } from '../support/files.ts';
import { heldUntil, withNodeArguments } from '../support/preloaded.ts';
import { children, listeningPorts, newChild, whenOthersWouldInspect } from '../support/processes.ts';

const inFolder = temporaryFolder();
const { NODE_OPTIONS } = process.env;
afterEach(() => {
  if (NODE_OPTIONS === undefined) delete process.env['NODE_OPTIONS'];
  else process.env['NODE_OPTIONS'] = NODE_OPTIONS;
});

test.each([
  { why: 'SIGUSR1', options: undefined },
  { why: 'NODE_OPTIONS', options: '--inspect=127.0.0.1:0' },
])('$why opens no inspector in it', async ({ why, options }) => {
  writeFileSync(inFolder('few'), 'bad.test\n');
  if (options !== undefined) process.env['NODE_OPTIONS'] = options;
  const before = children();
  const compiling = withNodeArguments(['--inspect-port=0', heldUntil(inFolder(`go ${why}`))], () =>
    compileListFiles({
      files: [{ path: inFolder('few'), settings: completeSettings({ id: 'few', markets: ['se'] }) }],
      markets: ['se'],
      seed: Uint32Array.of(1, 2, 3, 4),
    }),
  );
  const child = await newChild(before);
  process.kill(Number(child), 'SIGUSR1');
  await whenOthersWouldInspect();
  expect(listeningPorts(child)).toEqual([]);
  writeFileSync(inFolder(`go ${why}`), '');
  expect(await compiling).toMatchObject({ ok: true });
});
