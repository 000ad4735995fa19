import { sendUnixDatagram } from './unix-datagram.ts';

/**
 * Reports the state of the process to the service manager (sd_notify(3)). Every method is total: without a service manager, or
 * with one that does not listen, it returns `false` and that is all.
 *
 * Cost of a message: about 12 microseconds; none if there is no service manager.
 */
export interface ServiceManager {
  /** The start is over, or the reload. Only now does `systemctl start` return, with `Type=notify`. */
  ready(): boolean;
  /** A reload begins; {@link ready} ends it. Carries the time that `Type=notify-reload` asks for. */
  reloading(): boolean;
  /** The shutdown begins: no restart is needed when the process ends. */
  stopping(): boolean;
  /** Still alive. Send it from the code path that must not stall, and only after a probe has passed. */
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
  const socket = environment['NOTIFY_SOCKET'];
  // Without the manager's library: it will see no READY=1, and report it.
  const send = (state: string): boolean => socket !== undefined && sendUnixDatagram(socket, state);
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
