import { hideTcpNames } from '../support/hide-tcp-names.ts';

hideTcpNames();
await import('../first-bytes.test.ts');
