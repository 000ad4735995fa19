export { freePort, freePorts } from '@netvakt/testing';
