import { expect, test } from '@jest/globals';
import { makeLog } from '../../src/base/log.ts';
import { Captured } from '../support/captured.ts';

test('JSON lines if no person reads along', () => {
  const stream = new Captured();
  makeLog({ level: 'info', format: 'auto' }, stream).info({ workers: 2 }, 'listening');
  expect(JSON.parse(stream.text)).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    workers: 2,
    message: 'listening',
  });
});

test('a readable line on a terminal; trouble is marked', () => {
  const stream = new Captured(true);
  const log = makeLog({ level: 'info', format: 'auto' }, stream);
  log.debug('not asked for');
  log.info({ workers: 2, proxy: ['127.0.0.1:3128'] }, 'listening');
  log.error({ code: 'ERR_X' }, 'worker died');
  expect(stream.text.replaceAll(/\d\d:\d\d:\d\d/g, 'TT')).toBe(
    'TT listening · workers 2 · proxy 127.0.0.1:3128\nTT error: worker died · code ERR_X\n',
  );
});

test('a log that nobody can read any more does not end the process', () => {
  const stream = new Captured();
  const log = makeLog({ level: 'info', format: 'json' }, stream);
  expect(() => {
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    log.info('goes on');
  }).not.toThrow();
});
