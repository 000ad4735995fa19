import { afterEach, expect, jest, test } from '@jest/globals';
import type { ServiceManager } from '@netvakt/proxy';
import { ManagerLink } from '../../src/run/manager-link.ts';

const CONDITION = { rules: 3, lists: 2, workersRunning: 1, workersWanted: 2 };
const STATUS = 'Filtering: 3 rules of 2 lists, 1 of 2 workers';

afterEach(() => {
  jest.useRealTimers();
});

function manager(watchdogMs?: number): { readonly told: string[]; readonly link: ManagerLink } {
  const told: string[] = [];
  const tell = (word: string): boolean => told.push(word) > 0;
  const fake: ServiceManager = {
    ready: () => tell('ready'),
    reloading: () => tell('reloading'),
    stopping: () => tell('stopping'),
    watchdog: () => tell('watchdog'),
    status: tell,
    mainProcess: () => tell('main'),
    watchdogMs,
  };
  return { told, link: new ManagerLink(fake) };
}

test('start, reload and stop, in their order', () => {
  const { told, link } = manager();
  link.started(CONDITION, () => true);
  link.reloading();
  link.reloaded(CONDITION);
  link.stopping();
  link.close();
  expect(told).toEqual(['ready', STATUS, 'reloading', 'ready', STATUS, 'stopping', 'Draining']);
});

test('the watchdog is fed each half of its time, only while every worker answers; and while draining', () => {
  jest.useFakeTimers();
  const { told, link } = manager(1000);
  let answers = true;
  link.started(CONDITION, () => answers);
  const fed = (): number => told.filter((word) => word === 'watchdog').length;
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
