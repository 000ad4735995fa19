import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../connecting.test.ts');
