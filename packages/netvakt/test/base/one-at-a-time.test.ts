import { expect, test } from '@jest/globals';
import { OneAtATime } from '../../src/base/one-at-a-time.ts';

test('tasks run one after the other in the order in which they came', async () => {
  const order: string[] = [];
  const tasks = new OneAtATime();
  const first = tasks.run(async () => {
    order.push('first begins');
    await Promise.resolve();
    order.push('first ends');
  });
  const second = tasks.run(() => Promise.resolve(void order.push('second')));
  await Promise.all([first, second]);
  expect(order).toEqual(['first begins', 'first ends', 'second']);
});

test('a task that fails rejects its own call and holds up no other', async () => {
  const tasks = new OneAtATime();
  const failing = tasks.run(() => Promise.reject(new Error('failed')));
  const next = tasks.run(() => Promise.resolve());
  await expect(failing).rejects.toThrow('failed');
  await expect(next).resolves.toBeUndefined();
});
