/** A `Set` of hosts, asked suffix by suffix: what most programs do. */
import type { Layout } from './layout.ts';

export const setLoop: Layout = {
  name: 'set-loop',
  build: (hosts) => {
    const set = new Set(hosts);
    const covers = (host: string): boolean => {
      if (set.has(host)) return true;
      for (let dot = host.indexOf('.'); dot !== -1; dot = host.indexOf('.', dot + 1))
        if (set.has(host.slice(dot + 1))) return true;
      return false;
    };
    return { bytes: Number.NaN, covers };
  },
};
