/** Addresses of one link, such as `fe80::1%eth0` of an origin that the configuration names. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { describeInNamespaces } from '../netns/support/available.ts';

const PROGRAM = fileURLToPath(new URL('support/connect-to-zone.ts', import.meta.url));

function connectTo(zone: string): string {
  const words = ['--net', process.execPath, '--conditions=@netvakt/source', PROGRAM, zone];
  const { stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

describeInNamespaces('in a namespace of its own', () => {
  test.each([
    { zone: 'near', why: 'the link’s name', want: 'connected' },
    { zone: 'lo', why: 'a link that has no such addresses', want: 'EINVAL' },
    { zone: 'none', why: 'there is no such link', want: 'EINVAL' },
  ])('a zone may be $zone: $why', ({ zone, want }) => {
    expect(connectTo(zone)).toBe(want);
  });
});
