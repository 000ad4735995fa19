import { HEALTH_REASONS, healthOf } from '../state/health.ts';
import type { Definition } from './definition.ts';

/** The process itself: what runs, whether it filters, what it has loaded. */
export const PROCESS_FAMILIES: readonly Definition[] = [
  {
    name: 'netvakt_build_info',
    type: 'gauge',
    unit: 'none, always 1',
    labels: ['version', 'commit', 'node'],
    help: 'Version of the running program.',
    read: ({ build }, emit) => emit(1, build.version, build.commit, build.node),
  },
  {
    name: 'netvakt_ready',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: [],
    help: 'Whether the process filters: lists are loaded, a worker listens, and it does not drain.',
    read: ({ status }, emit) => emit(healthOf(status().health).ready.length === 0 ? 1 : 0),
  },
  {
    name: 'netvakt_route',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: [],
    help: 'Whether routing may send subscribers here: the process is ready, there is no drain file, enough workers run, no list has expired that must not, and the rules are in force.',
    read: ({ status }, emit) => emit(healthOf(status().health).route.length === 0 ? 1 : 0),
  },
  {
    name: 'netvakt_route_withheld',
    type: 'gauge',
    unit: 'none, 1 or 0',
    labels: ['reason'],
    help: 'Current reasons not to send subscribers here: 1 for each that holds.',
    read: ({ status }, emit) => {
      const { route } = healthOf(status().health);
      for (const reason of HEALTH_REASONS) emit(route.includes(reason) ? 1 : 0, reason);
    },
  },
  {
    name: 'netvakt_workers',
    type: 'gauge',
    unit: 'worker threads',
    labels: [],
    help: 'Data-plane workers that are listening now.',
    read: ({ status }, emit) => emit(status().health.workersRunning),
  },
  {
    name: 'netvakt_workers_wanted',
    type: 'gauge',
    unit: 'worker threads',
    labels: [],
    help: 'Data-plane workers that the configuration asks for.',
    read: ({ status }, emit) => emit(status().health.workersWanted),
  },
  {
    name: 'netvakt_worker_restarts_total',
    type: 'counter',
    unit: 'worker threads',
    labels: [],
    help: 'Data-plane workers that died and were replaced; their connections were lost, their counts were not.',
    read: ({ status }, emit) => emit(status().workerRestarts),
  },
  {
    name: 'netvakt_worker_event_loop_lag_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: ['worker'],
    help: 'Longest delay of a data-plane worker’s event loop in the last 10 s.',
    note: 'Every client of that worker waited as long.',
    read: ({ totals }, emit) => {
      for (const [worker, lag] of totals.each('loopLag', []).entries()) emit(lag, String(worker));
    },
  },
  {
    name: 'netvakt_worker_event_loop_busy_ratio',
    type: 'gauge',
    unit: 'none, 0 to 1',
    labels: ['worker'],
    help: 'Share of the last 10 s in which a data-plane worker’s event loop was busy.',
    read: ({ totals }, emit) => {
      for (const [worker, busy] of totals.each('loopBusy', []).entries()) emit(busy, String(worker));
    },
  },
  {
    name: 'netvakt_descriptors_free_ratio',
    type: 'gauge',
    unit: 'none, 0 to 1',
    labels: [],
    help: 'Share of the process’s file descriptors that are free.',
    note: 'A forwarded connection takes two. See also `process_open_fds` and `process_max_fds`.',
    read: ({ status }, emit) => {
      const { open, limit } = status().descriptors;
      emit(limit === Number.POSITIVE_INFINITY ? 1 : Math.max(0, 1 - open / limit));
    },
  },
  {
    name: 'netvakt_overload_seconds_total',
    type: 'counter',
    unit: 'seconds',
    labels: ['policy'],
    help: 'Time in which every worker was at its limit of connections, by what happened to new ones.',
    note: '`open`: intercepted connections passed by the filter, to any destination, uncounted. `closed`: they were refused. A policy that no listener has stays 0. What passes while no process runs cannot be counted: watch `up`.',
    read: ({ status }, emit) => {
      const { seconds, policies } = status().overload;
      for (const policy of ['open', 'closed'] as const) emit(policies.includes(policy) ? seconds : 0, policy);
    },
  },
  {
    name: 'netvakt_config_reloads_total',
    type: 'counter',
    unit: 'reloads',
    labels: [],
    help: 'Reloads of configuration and lists.',
    read: ({ status }, emit) => emit(status().reloads.attempts),
  },
  {
    name: 'netvakt_config_reload_failures_total',
    type: 'counter',
    unit: 'reloads',
    labels: [],
    help: 'Reloads that failed and changed nothing, because the configuration or every list was bad.',
    read: ({ status }, emit) => emit(status().reloads.failures),
  },
  {
    name: 'netvakt_config_last_success_timestamp_seconds',
    type: 'gauge',
    unit: 'Unix seconds, 0 before the first',
    labels: [],
    help: 'When the configuration in force took effect.',
    read: ({ status }, emit) => emit(status().reloads.lastSuccess),
  },
  {
    name: 'netvakt_snapshot_rules',
    type: 'gauge',
    unit: 'rules',
    labels: [],
    help: 'Rules in the snapshot in force, those that several lists share counted once.',
    read: ({ status }, emit) => emit(status().snapshot.rules),
  },
  {
    name: 'netvakt_snapshot_bytes',
    type: 'gauge',
    unit: 'bytes',
    labels: [],
    help: 'Size of the snapshot in force; all workers share one copy.',
    read: ({ status }, emit) => emit(status().snapshot.bytes),
  },
  {
    name: 'netvakt_snapshot_compile_seconds',
    type: 'gauge',
    unit: 'seconds',
    labels: [],
    help: 'Time to read the lists and compile the snapshot in force.',
    read: ({ status }, emit) => emit(status().snapshot.compileSeconds),
  },
];
