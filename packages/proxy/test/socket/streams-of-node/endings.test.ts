import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../../connection/endings.test.ts');
