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

/** setsockopt(2) with an integer. @throws {SystemCallError} `EPERM` above all. */
export function setOption(fd: number, option: SocketOption, value: number): void {
  VALUE[0] = value;
  succeed(`setsockopt(${option.name})`, native().setsockopt(fd, option.level, option.number, VALUE, VALUE.byteLength));
}

/** getsockopt(2) of an integer. @throws {SystemCallError} `ENOTSOCK`, `EBADF`, `ENOPROTOOPT`. */
export function getOption(fd: number, option: SocketOption): number {
  LENGTH[0] = VALUE.byteLength;
  VALUE[0] = 0;
  succeed(`getsockopt(${option.name})`, native().getsockopt(fd, option.level, option.number, VALUE, LENGTH));
  return VALUE[0];
}
