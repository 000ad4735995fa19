import { afterEach, expect, jest, test } from '@jest/globals';
import type { ServiceManager } from '@netvakt/proxy';
import { ManagerLink } from '../../src/run/manager-link.ts';

const CONDITION = { rules: 3, lists: 2, workersRunning: 1, workersWanted: 2 };
const STATUS = 'Filtering: 3 rules of 2 lists, 1 of 2 workers';

afterEach(() => {
  jest.useRealTimers();
});

function manager(watchdogMs?: number): { readonly reported: string[]; readonly link: ManagerLink } {
  const reported: string[] = [];
  const report = (word: string): boolean => reported.push(word) > 0;
  const fake: ServiceManager = {
    ready: () => report('ready'),
    reloading: () => report('reloading'),
    stopping: () => report('stopping'),
    watchdog: () => report('watchdog'),
    status: report,
    mainProcess: () => report('main'),
    watchdogMs,
  };
  return { reported, link: new ManagerLink(fake) };
}

test('start, reload and stop, in their order', () => {
  const { reported, link } = manager();
  link.started(CONDITION, () => true);
  link.reloading();
  link.reloaded(CONDITION);
  link.stopping();
  link.close();
  expect(reported).toEqual(['ready', STATUS, 'reloading', 'ready', STATUS, 'stopping', 'Draining']);
});

test('the watchdog is fed each half of its time, only while every worker answers; and while draining', () => {
  jest.useFakeTimers();
  const { reported, link } = manager(1000);
  let answers = true;
  link.started(CONDITION, () => answers);
  const fed = (): number => reported.filter((word) => word === 'watchdog').length;
  expect(fed()).toBe(1);
  jest.advanceTimersByTime(2000);
  expect(fed()).toBe(5);
  answers = false;
  jest.advanceTimersByTime(2000);
  expect(fed()).toBe(5);
  answers = true;
  jest.advanceTimersByTime(500);
  expect(fed()).toBe(6);
  answers = false;
  link.stopping();
  jest.advanceTimersByTime(500);
  expect(fed()).toBe(7);
  link.close();
  jest.advanceTimersByTime(5000);
  expect(fed()).toBe(7);
});
