import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../one-buffer.test.ts');
