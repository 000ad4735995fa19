/** A worker's gate as it is, with one transparent listener on port 8080 of loopback, and no rule. Other ports than 443 pass. */
import { Gate } from '../../../src/accept/gate.ts';
import type { TransparentListenerSettings } from '../../../src/settings/settings.ts';
import { Recorder } from '../../support/recorder.ts';
import { RULES, settingsFor } from '../../support/world.ts';
import { listen, notify } from './talk.ts';

const listener: TransparentListenerSettings = {
  mode: 'tproxy',
  address: '::1',
  port: 8080,
  source: 'own',
  mark: 2,
  ports: [443],
  h2c: 'refuse',
  ambiguous: 'refuse',
  unknown: 'pass',
  overload: 'closed',
};

const observer = new Recorder();
const settings = { ...settingsFor([]), clients: ['::/0'], listeners: [listener] };
await new Gate({ settings, workers: 1, matcher: RULES, observer }).listen();
notify({ ready: true });
listen(() => notify({ reported: observer.reported }));
