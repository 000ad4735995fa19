import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../shared-read.test.ts');
