import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../transparent.test.ts');
