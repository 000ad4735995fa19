/**
 * The names of Node's that are not public and that sockets of our own need: a handle by which the event loop watches a descriptor
 * that is no stream (docs/adr/0026). `node:net` itself uses them so since Node 12. This is the
 * only place that asks for them; if one is not as it should be, there are none, and sockets of Node's class serve.
 */
import { createRequire } from 'node:module';

/** A handle of libuv's. Calls that can fail return 0 or a negative errno. */
export interface TcpHandle {
  /** Called in each round in which there is something to read; nothing is read if there is no room for it. */
  onread: () => void;
  useUserBuffer(buffer: Buffer): void;
  /** Makes the descriptor the handle's own. */
  open(descriptor: number): number;
  readStart(): number;
  /** The event loop goes on while there is the handle. */
  ref(): void;
  unref(): void;
  close(): void;
}

export interface TcpNames {
  /** `kind`: {@link TCP_SOCKET}. */
  readonly TCP: new (
    kind: number,
  ) => TcpHandle;
}

export const TCP_SOCKET = 0;

type Binding = (name: string) => Record<string, unknown>;

const METHODS: readonly (keyof TcpHandle)[] = ['useUserBuffer', 'open', 'readStart', 'ref', 'unref', 'close'];

/** The names, or `undefined` if one of them is missing. `binding`: `process.binding`, if there is one. */
export function tcpNames(binding: Binding | undefined = publicBinding()): TcpNames | undefined {
  if (binding === undefined) return undefined;
  try {
    const names = binding('tcp_wrap');
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
  const { TCP } = names;
  if (typeof TCP !== 'function') return false;
  return METHODS.every((name) => typeof (TCP.prototype as Partial<TcpHandle> | undefined)?.[name] === 'function');
}
