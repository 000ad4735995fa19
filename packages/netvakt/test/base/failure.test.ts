import { expect, test } from '@jest/globals';
import { anonymous } from '../../src/base/anonymous.ts';
import { codeInText, explainFailure } from '../../src/base/failure.ts';
import { listenError } from '../../src/base/listen-error.ts';

test('a mistake of ours is told without its message, which could quote a request', () => {
  const reported = anonymous(Object.assign(new RangeError('no room for canary.example/secret'), { code: 'ERR_X' }));
  expect(reported).toMatchObject({ error: 'RangeError', code: 'ERR_X' });
  expect(reported.at.length).toBeGreaterThan(0);
  expect(JSON.stringify(reported)).not.toContain('canary');
});

test.each<{ why: string; thrown: unknown; error: string }>([
  { why: 'a string was thrown', thrown: 'http://canary.example/', error: 'string' },
  { why: 'nothing was thrown', thrown: undefined, error: 'undefined' },
])('$why: its type is all that is told', ({ thrown, error }) => {
  expect(anonymous(thrown)).toEqual({ error, code: 'none', at: [] });
});

test.each<{ why: string; text: string; want: string }>([
  { why: 'a code of Node', text: 'ERR_OUT_OF_RANGE: canary.example', want: 'ERR_OUT_OF_RANGE' },
  { why: 'a code of the system', text: 'listen EADDRINUSE: 127.0.0.1:1', want: 'EADDRINUSE' },
  { why: 'a thread that ended itself', text: 'exit code 1', want: 'exit code 1' },
  { why: 'words only', text: 'cannot read canary.example', want: 'unknown' },
])('of a thread’s last words $why stays', ({ text, want }) => {
  expect(codeInText(text)).toBe(want);
});

test('a port in use is reported with its place in the configuration and the way out', () => {
  expect(explainFailure(listenError('admin.port', '127.0.0.1:9464', 'EADDRINUSE'))).toEqual([
    'Cannot listen on 127.0.0.1:9464 (admin.port): the port is in use. Stop its owner (find it with "ss -ltnp"), or choose another port',
  ]);
  const setting = Object.assign(new Error('Cannot use the setting listeners[1].inherited: …'), {
    code: 'ERR_PROXY_SETTINGS',
  });
  expect(explainFailure(setting)).toEqual(['Cannot use the setting proxy.listen[1].inherited: …']);
  const call = Object.assign(new Error('Cannot call setsockopt(SO_MARK): EPERM. Give …'), { code: 'ERR_LINUX_CALL' });
  expect(explainFailure(call)).toEqual([call.message]);
  expect(explainFailure(new Error('a mistake'))).toBeUndefined();
});
