import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../hasty-origin.test.ts');
