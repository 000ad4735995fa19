import { expect, test } from '@jest/globals';
import type { ListenerSettings } from '../../src/settings/settings.ts';
import { withInherited } from '../../src/supervise/inherit.ts';
import { settingsFor } from '../support/world.ts';

const GIVEN = [
  { name: 'web', fd: 3 },
  { name: 'web', fd: 4 },
  { name: 'other', fd: 5 },
];

function descriptorsOf(names: readonly (string | undefined)[], given = GIVEN): (number | undefined)[] {
  const listeners = names.map(
    (inherited): ListenerSettings => ({
      mode: 'explicit',
      address: '127.0.0.1',
      port: 0,
      ...(inherited === undefined ? {} : { inherited }),
    }),
  );
  const settings = { ...settingsFor([]), listeners };
  return withInherited(settings, () => given).listeners.map(({ descriptor }) => descriptor);
}

test.each([
  { why: 'none is asked for', names: [undefined], want: [undefined] },
  { why: 'those of one name in their order', names: ['web', 'other', 'web'], want: [3, 5, 4] },
  { why: 'beside one of our own', names: [undefined, 'other'], want: [undefined, 5] },
])('$why', ({ names, want }) => {
  expect(descriptorsOf(names)).toEqual(want);
});

test.each([
  {
    why: 'nothing was passed on',
    names: ['web'],
    given: [],
    message: /listeners\[0\]\.inherited: .*passed on no socket\. Start/,
  },
  { why: 'another name', names: ['wbe'], given: GIVEN, message: /only web, other\. Set FileDescriptorName=wbe/ },
  {
    why: 'more than there are',
    names: ['other', 'other'],
    given: GIVEN,
    message: /listeners\[1\]\.inherited: .*Add a ListenStream=/,
  },
])('$why: refused, with what to do', ({ names, given, message }) => {
  expect(() => descriptorsOf(names, given)).toThrow(message);
});
