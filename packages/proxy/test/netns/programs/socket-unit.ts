/**
 * What systemd does with a socket unit that has `Transparent=yes`: opens listeners while it may, keeps them, and runs a program
 * with them from descriptor 3 on, without any capability. The program has this one's streams; SIGTERM is passed on to it,
 * its end is this one's, and it does not outlive this one.
 * Arguments: names and addresses of the listeners as JSON, then the program.
 */
import { spawn } from 'node:child_process';
import { openTransparentListener } from '../../../src/linux/transparent-listener.ts';

/** One `ListenStream=` and its `FileDescriptorName=`. */
export interface Unit {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

const [, , text = '[]', ...program] = process.argv;
const units = JSON.parse(text) as readonly Unit[];
const descriptors = units.map(openTransparentListener);
const unprivileged = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--pdeathsig=KILL'];
// The process id is only known after the fork; exec keeps it.
const child = spawn('setpriv', [...unprivileged, 'sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...program], {
  env: { ...process.env, LISTEN_FDS: String(units.length), LISTEN_FDNAMES: units.map(({ name }) => name).join(':') },
  stdio: ['inherit', 'inherit', 'inherit', ...descriptors],
});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('close', (code) => process.exit(code ?? 1));
