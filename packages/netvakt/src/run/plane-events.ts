import type { WorkerEvent } from '@netvakt/proxy';
import { codeInText } from '../base/failure.ts';
import type { Log } from '../base/log.ts';
import type { ServiceFigures } from './figures.ts';

/** What the data plane calls when something happens to it. */
export interface PlaneEvents {
  readonly onWorker: (event: WorkerEvent) => void;
  readonly onOverload: (overloaded: boolean) => void;
}

/**
 * Notes in figures and log what happens to the data plane.
 *
 * @param workersChanged - called when a worker listens that was not there at the start
 */
export function planeEvents(figures: ServiceFigures, log: Log, workersChanged: () => void): PlaneEvents {
  return {
    onWorker: (event) => noteWorker(event, { figures, log, workersChanged }),
    onOverload: (overloaded) => noteOverload(overloaded, figures, log),
  };
}

function noteOverload(overloaded: boolean, { status }: ServiceFigures, log: Log): void {
  if (!overloaded) log.warn('room for connections again');
  else if (status.overloadPolicies.includes('open')) log.error('full: intercepted connections pass unfiltered');
  else log.error('full: connections are turned away');
}

interface Noted {
  readonly figures: ServiceFigures;
  readonly log: Log;
  readonly workersChanged: () => void;
}

function noteWorker(event: WorkerEvent, { figures, log, workersChanged }: Noted): void {
  if (event.kind === 'died') {
    figures.workerDied(event.index);
    log.error({ worker: event.index, code: codeInText(event.message) }, 'worker died');
  }
  if (event.kind === 'listening' && figures.status.phase === 'running') workersChanged();
  if (event.kind === 'paused')
    log.error({ worker: event.index, code: event.errno }, 'connections cannot be accepted: trying again each 100 ms');
  if (event.kind === 'replaced') {
    figures.status.workerRestarts += 1;
    log.info({ worker: event.index }, 'worker replaced');
  }
}
