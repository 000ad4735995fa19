import { expect, test } from '@jest/globals';
import type { ListRefusal } from '@netvakt/blocklist';
import { ListsError } from '../../src/base/lists-error.ts';
import { isOperatorError, OperatorError } from '../../src/base/operator-error.ts';

test.each([
  { why: 'with a remedy', remedy: 'Add one', message: 'there is no store. Add one' },
  { why: 'without one', remedy: '', message: 'there is no store' },
])('the message of an error $why is what was found and what to do', ({ remedy, message }) => {
  const error = new OperatorError('ERR_FLEET', { found: 'there is no store', remedy });
  expect(error).toMatchObject({ name: 'OperatorError', code: 'ERR_FLEET', remedy, message, reasons: [message] });
});

test('errors are distinguished by their code', () => {
  const error = new OperatorError('ERR_INTAKE', { found: 'there is no key', remedy: '' });
  expect(isOperatorError(error, 'ERR_HASH_KEY', 'ERR_INTAKE')).toBe(true);
  expect(isOperatorError(error, 'ERR_FLEET')).toBe(false);
  expect(isOperatorError(Object.assign(new Error('there is no key'), { code: 'ERR_INTAKE' }), 'ERR_INTAKE')).toBe(
    false,
  );
});

test('of several lists that are refused each has its own reason', () => {
  const refusal: ListRefusal = {
    list: 'urls',
    reason: 'too-few-entries',
    code: 'ERR_LIST_TOO_FEW_ENTRIES',
    attempted: 'count the entries',
    found: '1 of 2',
    remedy: 'Look at the list',
  };
  const error = new ListsError([refusal, { ...refusal, list: 'domains' }]);
  expect(error.message).toBe('Cannot load the lists: 2 refused');
  expect(error.reasons).toEqual([expect.stringContaining('urls'), expect.stringContaining('domains')]);
});
