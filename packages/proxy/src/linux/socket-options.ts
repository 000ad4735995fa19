import { SO_REUSEADDR, SOL_SOCKET } from './constants.ts';
import { native, succeed } from './native.ts';

// One each for a whole thread: every call here is synchronous and done with them when it returns.
const VALUE = new Int32Array(1);
const LENGTH = new Uint32Array(1);

/** Level, number and name of an option, the name for error messages. */
export interface SocketOption {
  readonly level: number;
  readonly number: number;
  readonly name: string;
}

/** An address and port may be those of another connection, to another end; of a listener, those of one that has ended. */
export const REUSE_ADDRESS: SocketOption = { level: SOL_SOCKET, number: SO_REUSEADDR, name: 'SO_REUSEADDR' };

/** setsockopt(2) with an integer. @throws {SystemCallError} `EPERM` above all. */
export function setOption(fd: number, option: SocketOption, value: number): void {
  succeed(`setsockopt(${option.name})`, set(fd, option, value));
}

/** As {@link setOption}, without an error: false if the kernel refuses. */
export function trySetOption(fd: number, option: SocketOption, value: number): boolean {
  return set(fd, option, value) === 0;
}

/** getsockopt(2) of an integer. @throws {SystemCallError} `ENOTSOCK`, `EBADF`, `ENOPROTOOPT`. */
export function getOption(fd: number, option: SocketOption): number {
  LENGTH[0] = VALUE.byteLength;
  VALUE[0] = 0;
  succeed(`getsockopt(${option.name})`, native().getsockopt(fd, option.level, option.number, VALUE, LENGTH));
  return VALUE[0];
}

function set(fd: number, { level, number }: SocketOption, value: number): number {
  VALUE[0] = value;
  return native().setsockopt(fd, level, number, VALUE, VALUE.byteLength);
}
