import { AF_UNIX, MSG_DONTWAIT, MSG_NOSIGNAL, SOCK_CLOEXEC, SOCK_DGRAM } from './constants.ts';
import { native } from './native.ts';

/**
 * Tells the service manager how the process is doing (sd_notify(3)). Every method is total: without a service manager, or
 * with one that does not listen, it returns `false` and that is all.
 *
 * Cost of a message: about 12 microseconds; none where there is no service manager.
 */
export interface ServiceManager {
  /** The start is over, or the reload. Only now does `systemctl start` return, with `Type=notify`. */
  ready(): boolean;
  /** A reload begins; {@link ready} ends it. Carries the time that `Type=notify-reload` asks for. */
  reloading(): boolean;
  /** The shutdown begins: no restart is needed when the process ends. */
  stopping(): boolean;
  /** Still alive. To be sent from where a stall would hurt, and only after a probe has passed. */
  watchdog(): boolean;
  /** One line for `systemctl status`. Figures only: it ends in the journal. */
  status(line: string): boolean;
  /** After a hand-over to a new process: it is the service now. Needs `NotifyAccess=all` or `exec`. */
  mainProcess(pid: number): boolean;
  /** Within how many milliseconds a {@link watchdog} message is awaited; send one every half of it. Absent: not at all. */
  readonly watchdogMs: number | undefined;
}

/** The service manager that started this process, from NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID. Never throws. */
export function serviceManager(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  pid: number = process.pid,
): ServiceManager {
  const address = notifyAddress(environment['NOTIFY_SOCKET']);
  const send = (state: string): boolean => address !== undefined && sendDatagram(address, state);
  return {
    ready: () => send('READY=1'),
    reloading: () => send(`RELOADING=1\nMONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    stopping: () => send('STOPPING=1'),
    watchdog: () => send('WATCHDOG=1'),
    status: (line) => send(`STATUS=${line.replaceAll(/[\p{Cc}]+/gu, ' ')}`), // a line break would begin another assignment
    mainProcess: (mainPid) => send(`MAINPID=${mainPid}`),
    watchdogMs: watchdogMs(environment, pid),
  };
}

function watchdogMs(environment: Readonly<Record<string, string | undefined>>, pid: number): number | undefined {
  const text = environment['WATCHDOG_USEC'];
  const forPid = environment['WATCHDOG_PID'];
  if (text === undefined || !/^\d{1,15}$/u.test(text) || (forPid !== undefined && forPid !== String(pid)))
    return undefined;
  const milliseconds = Math.floor(Number(text) / 1000);
  return milliseconds > 0 ? milliseconds : undefined;
}

/** sizeof(sun_path). */
const PATH_SIZE = 108;

/** struct sockaddr_un: a path with its zero byte, or an abstract name (`@...`), which begins with one and has none at its end. */
function notifyAddress(path: string | undefined): Uint8Array | undefined {
  if (path === undefined || !/^[/@]./u.test(path)) return undefined;
  const isAbstract = path.startsWith('@');
  const name = Buffer.from(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  if (name.length > PATH_SIZE) return undefined;
  return Buffer.concat([new Uint8Array(Uint16Array.of(AF_UNIX).buffer), name]);
}

/** Not kept open: a message every few seconds is not worth a descriptor that outlives a restart of the manager. */
function sendDatagram(address: Uint8Array, state: string): boolean {
  try {
    const calls = native();
    const fd = calls.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd === -1) return false;
    const bytes = Buffer.from(state);
    const sent = calls.sendto(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length);
    calls.close(fd);
    return sent === bytes.length;
  } catch {
    return false; // no foreign-function library here: the manager will see no READY=1 and say so
  }
}
