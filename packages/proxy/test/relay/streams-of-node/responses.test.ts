import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../responses.test.ts');
