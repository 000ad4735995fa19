import { expect, jest, test } from '@jest/globals';
import { capacityOf, openFilesLimit } from '../../src/accept/capacity.ts';

test.each([
  { why: 'what was asked for', connections: 1000, workers: 1, openFiles: 1_000_000, want: 1000 },
  { why: 'an even share', connections: 1001, workers: 2, openFiles: 1_000_000, want: 501 },
  { why: 'what 1024 descriptors allow', connections: 20_000, workers: 1, openFiles: 1024, want: 358 },
  { why: 'no limit on descriptors', connections: 20_000, workers: 4, openFiles: Number.POSITIVE_INFINITY, want: 5000 },
  { why: 'one at least', connections: 20_000, workers: 4, openFiles: 10, want: 1 },
])('a worker may have $want connections: $why', ({ connections, workers, openFiles, want }) => {
  expect(capacityOf(connections, workers, openFiles)).toBe(want);
});

test('this process has a limit of open files', () => {
  expect(openFilesLimit()).toBeGreaterThan(100);
});

test('the limit is read without asking name servers about open sockets', () => {
  const report = process.report as typeof process.report & { readonly excludeNetwork: boolean };
  const excluded: boolean[] = [];
  const getReport = jest.spyOn(report, 'getReport').mockImplementation(() => {
    excluded.push(report.excludeNetwork);
    return { userLimits: { open_files: { soft: 300 } } };
  });
  expect(openFilesLimit()).toBe(300);
  expect(excluded).toEqual([true]);
  expect(report.excludeNetwork).toBe(false);
  getReport.mockRestore();
});
