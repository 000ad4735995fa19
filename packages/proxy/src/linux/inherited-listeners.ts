import { fstatSync } from 'node:fs';
import { InheritedListenersError } from './linux-error.ts';

/** A listening socket that the service manager opened. Several may have one name. */
export interface InheritedListener {
  /** `FileDescriptorName=` of the socket unit; `unknown` if it gave none. */
  readonly name: string;
  readonly fd: number;
}

/** Descriptors are passed from here on: 0, 1 and 2 are the standard streams. */
const FIRST = 3;
/** Far above any real unit; a wrong number must not become a long loop. */
const MOST = 256;

/**
 * The listeners that systemd, or any launcher that speaks its protocol, has passed on (sd_listen_fds(3)): LISTEN_FDS holds how
 * many, LISTEN_PID for whom, LISTEN_FDNAMES what they are called, with colons between. Empty if there are none for this
 * process. Ask on the main thread, once, at start: Node opens files of its own, but never takes these numbers.
 *
 * Each is known to be a socket; `describeListener` returns the rest. The caller should `closeOnExec` them, and a worker should
 * listen on a `duplicateDescriptor` of its own.
 * @throws {InheritedListenersError} what was announced cannot be true.
 */
export function inheritedListeners(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  pid: number = process.pid,
): readonly InheritedListener[] {
  if (environment['LISTEN_PID'] !== String(pid)) return []; // announced to a parent, whose environment this is
  const count = announcedCount(environment['LISTEN_FDS']);
  const names = announcedNames(environment['LISTEN_FDNAMES'], count);
  return names.map((name, index) => {
    const fd = FIRST + index;
    if (!isSocket(fd)) {
      throw new InheritedListenersError(
        `Descriptor ${fd} (${name}) is announced by LISTEN_FDS but is no socket`,
        REMEDY,
      );
    }
    return { name, fd };
  });
}

const REMEDY = 'Start the service through its socket unit, or unset LISTEN_FDS and LISTEN_PID';

function announcedCount(text: string | undefined): number {
  const count = text === undefined || !/^\d{1,4}$/u.test(text) ? 0 : Number(text);
  if (count < 1 || count > MOST) {
    throw new InheritedListenersError(`LISTEN_FDS is not a number from 1 to ${MOST}`, REMEDY);
  }
  return count;
}

/** One name a descriptor, or no names at all: anything between would give a listener to the wrong mode. */
function announcedNames(text: string | undefined, count: number): readonly string[] {
  if (text === undefined) return Array.from({ length: count }, () => 'unknown');
  const names = text.split(':');
  if (names.length !== count) {
    throw new InheritedListenersError(`LISTEN_FDNAMES has ${names.length} names for ${count} descriptors`, REMEDY);
  }
  return names;
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false;
  }
}
