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
    note: 'Those of a worker that died are taken off when it is replaced.',
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
    help: 'Connections from clients that were turned away before any request was judged.',
    read: ({ totals }, emit) => {
      for (const [i, reason] of totals.shape.rejections.entries()) emit(totals.sum('rejected', [i]), reason);
    },
  },
  {
    name: 'netvakt_connections_limit',
    type: 'gauge',
    unit: 'connections',
    labels: [],
    help: 'Connections from clients that may be open at one time in the whole process.',
    note: 'The configured limit, or what the limit of open files leaves room for where that is less.',
    read: ({ status }, emit) => emit(status().connectionLimit),
  },
  {
    name: 'netvakt_first_byte_buffer_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'What clients have sent and nobody can use yet: heads and ClientHellos that are not whole, first bytes while an origin is dialled, requests before their turn.',
    note: 'Near 0 in ordinary traffic: where one read brings a whole head or ClientHello, nothing waits. Clients that send slowly on purpose show here first; `limits` bounds what one may have.',
    read: ({ totals }, emit) => emit(Math.max(0, totals.sum('waiting', []))),
  },
  {
    name: 'netvakt_read_shares_total',
    type: 'counter',
    unit: 'reads',
    labels: [],
    help: 'Reads after which a connection had to wait, because it had its share of one round of the event loop.',
    note: 'Large downloads and uploads have them in ordinary traffic. Many of them while few bytes pass (`netvakt_bytes_total`) are connections whose bytes are costly to read, such as chunks of one byte: others do not wait for them.',
    read: ({ totals }, emit) => emit(totals.sum('shares', [])),
  },
  {
    name: 'netvakt_bytes_total',
    type: 'counter',
    unit: 'bytes of TCP payload',
    labels: ['direction'],
    help: 'What passed between clients and origins.',
    read: ({ totals }, emit) => {
      for (const [i, direction] of totals.shape.directions.entries()) emit(totals.sum('bytes', [i]), direction);
    },
  },
];
