import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../../tunnel/leaving.test.ts');
