import type { Definition } from './definition.ts';

/** Sockets and bytes of subscribers. */
export const CONNECTION_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_connections_total',
    type: 'counter',
    unit: 'connections',
    labels: ['mode'],
    help: 'Connections from clients that were accepted.',
    read: ({ totals }, emit) => {
      for (const [i, mode] of totals.shape.modes.entries()) emit(totals.sum('opened', [i]), mode);
    },
  },
  {
    name: 'netvakt_connections_active',
    type: 'gauge',
    unit: 'connections',
    labels: ['mode'],
    help: 'Connections from clients that are open now.',
    note: 'Connections of a worker that died are subtracted when it is replaced.',
    read: ({ totals }, emit) => {
      for (const [i, mode] of totals.shape.modes.entries()) {
        // Opened and closed are two reads while the writers run on: a close may be seen without its open.
        emit(Math.max(0, totals.sum('opened', [i]) - totals.sum('closed', [i])), mode);
      }
    },
  },
  {
    name: 'netvakt_connections_rejected_total',
    type: 'counter',
    unit: 'connections',
    labels: ['reason'],
    help: 'Connections from clients that were refused before a request was judged.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.rejections.entries()) emit(totals.sum('rejected', [i]), reason);
    },
  },
  {
    name: 'netvakt_accept_pauses_total',
    type: 'counter',
    unit: 'pauses',
    labels: [],
    help: 'Pauses of 100 ms in which a worker accepted no connections, because the kernel gave it none of those that wait.',
    note: 'The log names the error once. `EPERM` and `EACCES` come from a security module or a filter of system calls, `ENOMEM` and `ENOBUFS` from a machine without memory.',
    read: ({ totals }, emit) => emit(totals.sum('acceptPauses', [])),
  },
  {
    name: 'netvakt_connections_limit',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Connections from clients that may be open at one time in the whole process.',
    note: 'The configured limit, or what the limit of open files allows, if that is less.',
    read: ({ status }, emit) => emit(status().connectionLimit),
  },
  {
    name: 'netvakt_first_byte_buffer_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Bytes from clients that are buffered: incomplete heads and ClientHellos, first bytes while the origin is dialled, and pipelined requests.',
    note: 'Near 0 in ordinary traffic, because most heads and ClientHellos arrive in one read. Clients that send slowly on purpose show here first; `limits` bounds the bytes of each.',
    read: ({ totals }, emit) => emit(Math.max(0, totals.sum('waiting', []))),
  },
  {
    name: 'netvakt_read_shares_total',
    type: 'counter',
    unit: 'reads',
    labels: [],
    help: 'Reads after which a connection had to wait, because it had used its share of one round of the event loop.',
    note: 'Normal for large downloads and uploads. Many of them with few bytes (`netvakt_bytes_total`) mean connections whose bytes are expensive to read, such as chunks of one byte; other connections do not wait for them.',
    read: ({ totals }, emit) => emit(totals.sum('shares', [])),
  },
  {
    name: 'netvakt_bytes_total',
    type: 'counter',
    unit: 'bytes of TCP payload',
    labels: ['direction'],
    help: 'Bytes that passed between clients and origins.',
    read: ({ totals }, emit) => {
      for (const [i, direction] of totals.shape.directions.entries()) emit(totals.sum('bytes', [i]), direction);
    },
  },
];
