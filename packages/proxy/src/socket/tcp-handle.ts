/**
 * The names of Node's that are not public and that sockets of our own need: TCP handles without the streams around them, two
 * of which are half of what a new connection costs (docs/adr/0007). `node:net` itself uses them so since Node 12. This is the
 * only place that asks for them; if one is not as it should be, there are none, and sockets of Node's class serve.
 */
import { createRequire } from 'node:module';

/** A TCP connection of libuv's. Calls that can fail return 0 or a negative errno. */
export interface TcpHandle {
  /** Descriptor of the open socket, else -1. */
  readonly fd: number;
  /** Called for each read, and for its end; how it went is in {@link TcpNames.streamBaseState}. */
  onread: (this: TcpHandle) => void;
  /** Whose it is: a property of ours, so that no callback has to be a closure. */
  user?: unknown;
  useUserBuffer(buffer: Buffer): void;
  readStart(): number;
  readStop(): number;
  writeBuffer(request: TcpRequest, bytes: Buffer): number;
  open(descriptor: number): number;
  bind(address: string, port: number): number;
  bind6(address: string, port: number, flags: number): number;
  connect(request: TcpRequest, address: string, port: number): number;
  connect6(request: TcpRequest, address: string, port: number): number;
  getpeername(into: EndName): number;
  getsockname(into: EndName): number;
  setNoDelay(on: boolean): number;
  setKeepAlive(on: boolean, seconds: number): number;
  close(): void;
  /** Closes with a RST. */
  reset(): number;
}

/** What one end of a connection is called. */
export interface EndName {
  address?: string;
  port?: number;
}

/** A request to a handle, which later reports its result. */
export interface TcpRequest {
  oncomplete: (this: TcpRequest, status: number, handle: TcpHandle, request: TcpRequest) => void;
  user?: unknown;
  /** What is being written, so that it is not collected before. */
  bytes?: Buffer;
}

export interface TcpNames {
  /** `kind`: {@link TCP_SOCKET}. */
  readonly TCP: new (
    kind: number,
  ) => TcpHandle;
  readonly TCPConnectWrap: new () => TcpRequest;
  readonly WriteWrap: new () => TcpRequest;
  /** State of the call that was just made, of the callback that is running. */
  readonly streamBaseState: Int32Array;
  /** Index in the state: how many bytes were read, or a negative errno. */
  readonly kReadBytesOrError: number;
  /** Index in the state: 1 if a write goes on and will call back. */
  readonly kLastWriteWasAsync: number;
}

export const TCP_SOCKET = 0;

type Binding = (name: string) => Record<string, unknown>;

const METHODS: readonly (keyof TcpHandle)[] = [
  'useUserBuffer',
  'readStart',
  'readStop',
  'writeBuffer',
  'open',
  'bind',
  'bind6',
  'connect',
  'connect6',
  'getpeername',
  'getsockname',
  'setNoDelay',
  'setKeepAlive',
  'close',
  'reset',
];

/** The names, or `undefined` if one of them is missing. `binding`: `process.binding`, if there is one. */
export function tcpNames(binding: Binding | undefined = publicBinding()): TcpNames | undefined {
  if (binding === undefined) return undefined;
  try {
    const names = { ...binding('tcp_wrap'), ...binding('stream_wrap') };
    return areComplete(names) ? names : undefined;
  } catch {
    return undefined; // ERR_ACCESS_DENIED under --permission, ERR_INVALID_MODULE in some later Node
  }
}

/** Documented, and deprecated without an end (DEP0111); not in the types. */
function publicBinding(): Binding | undefined {
  return (createRequire(import.meta.url)('node:process') as { readonly binding?: Binding }).binding;
}

function areComplete(names: Record<string, unknown>): names is Record<string, unknown> & TcpNames {
  const { TCP, TCPConnectWrap, WriteWrap, streamBaseState: state, kReadBytesOrError, kLastWriteWasAsync } = names;
  return (
    typeof TCP === 'function' &&
    METHODS.every((name) => typeof (TCP.prototype as Partial<TcpHandle> | undefined)?.[name] === 'function') &&
    typeof TCPConnectWrap === 'function' &&
    typeof WriteWrap === 'function' &&
    ArrayBuffer.isView(state) &&
    isIndexOf(state, kReadBytesOrError) &&
    isIndexOf(state, kLastWriteWasAsync)
  );
}

function isIndexOf(state: ArrayBufferView, index: unknown): boolean {
  return typeof index === 'number' && index >= 0 && index < state.byteLength / Int32Array.BYTES_PER_ELEMENT;
}
