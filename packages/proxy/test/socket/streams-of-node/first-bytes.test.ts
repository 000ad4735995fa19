import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../../sniff/first-bytes.test.ts');
