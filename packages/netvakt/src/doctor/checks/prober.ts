/** Whether the filter can ask itself for what must be blocked. */
import type { Config } from '../../config/config.ts';
import { askedListener, lacksListener, NO_LISTENER } from '../../run/probe/listener.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';

const { good, warning, skipped } = findingsOf('prober');

export function prober({ fixed }: Pick<Config, 'fixed'>): MachineFinding[] {
  if (fixed.probe.intervalSeconds === 0)
    return [skipped('probe.interval_seconds is 0: the filter does not ask itself')];
  if (lacksListener(fixed)) return [warning(NO_LISTENER.found, NO_LISTENER.remedy)];
  return [good(`the filter asks itself through proxy.listen[${askedListener(fixed)}]`)];
}
