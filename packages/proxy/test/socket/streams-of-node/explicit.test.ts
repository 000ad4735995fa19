import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../../http/explicit.test.ts');
