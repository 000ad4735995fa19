import { describe } from '@jest/globals';

const { skip } = describe;

/** `describe`, or a skip whose name has the obstacle. In continuous integration nothing is skipped. */
export function describeUnless(obstacle: string | undefined): (name: string, tests: () => void) => void {
  if (obstacle === undefined || process.env['CI'] !== undefined) return describe;
  return (name, tests) => skip(`${name} (${obstacle})`, tests);
}
