import type { FilterKind } from './filter.ts';
import { naive } from './naive.ts';
import { netvakt, netvaktTransparent } from './netvakt.ts';
import { squid } from './squid.ts';
import { tinyproxy } from './tinyproxy.ts';

/** The filters that the laboratory can start itself; any other by its address. */
export const FILTERS: readonly FilterKind[] = [netvakt, netvaktTransparent, naive, squid, tinyproxy];
