/**
 * How many connections a worker may have. Without spare file descriptors connections can only be closed at once (libuv
 * does so with no event and no log, seen on Node 20 to 26), and lists can no longer be read: so the limit comes first.
 */

/** Descriptors that are not for clients: listeners, lists, metrics, pipes between threads, and some to spare. */
const RESERVE = 128;
/** The client's socket, the origin's, and half of one for attempts that have not won or lost yet. */
const DESCRIPTORS_A_CONNECTION = 2.5;

/** The types of Node leave this out. */
type ProcessReport = typeof process.report & { excludeNetwork: boolean };

/** Each worker's even share of the process's connections, or of what the descriptors allow if that is less. */
export function capacityOf(connections: number, workers: number, openFiles: number): number {
  const affordable = Math.max(1, Math.floor((openFiles - RESERVE) / DESCRIPTORS_A_CONNECTION));
  return Math.max(1, Math.ceil(Math.min(connections, affordable) / workers));
}

/** The open files that a process needs to serve so many connections at one time. */
export function openFilesFor(connections: number): number {
  return RESERVE + Math.ceil(connections * DESCRIPTORS_A_CONNECTION);
}

/** The soft limit of open files of this process. Costs some milliseconds: for the start. */
export function openFilesLimit(): number {
  const report = process.report as ProcessReport;
  const { excludeNetwork } = report;
  // Otherwise the report has the host name of each socket's address, and this thread waits for name servers.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } };
  };
  report.excludeNetwork = excludeNetwork;
  const soft = userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}
