import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../../sniff/transparent.test.ts');
