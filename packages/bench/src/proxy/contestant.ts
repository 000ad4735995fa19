/** What the bench asks of a proxy. A proxy is one small file in proxies/ and one line in proxies.ts. */

import type { PinnedDaemon } from '../common/daemon.ts';

/** What every proxy of a run is configured from. */
export interface Scene {
  /** For configuration files; removed after the run. */
  readonly folder: string;
  /** The core that the proxy has for itself. */
  readonly core: number;
  /** Hosts that requests name; each leads to the origin. None is listed. */
  readonly hosts: readonly string[];
  /** The origin's HTTP port on 127.0.0.1, and the port in the requests' authority. */
  readonly originPort: number;
  /** A TCP server that answers a ClientHello. */
  readonly tunnelPort: number;
  /** Rules, and the file of host names that has them, one a line; none covers another. */
  readonly rules: number;
  readonly listFile: string;
}

export interface RunningProxy extends PinnedDaemon {
  /** The port for tunnels, if it is another one. */
  readonly tunnelEntry: number;
  /** `connect`: by CONNECT; `direct`: the ClientHello comes first. */
  readonly tunnelStyle: 'connect' | 'direct';
  /**
   * The port for intercepted connections, 0 if there is none. A PROXY protocol header gives their destination:
   * a kernel's rule needs a namespace and privileges, and costs every proxy the same.
   */
  readonly transparentEntry: number;
}

export interface ProxyEntry {
  /** Stable: reports are compared by it. */
  readonly name: string;
  readonly what: string;
  readonly licence: string;
  /** The program that has to be installed; none for those that come with this repository. */
  readonly program: string | undefined;
  readonly version: () => string;
  /** Its code is compiled while it runs: the first seconds are not like the others. */
  readonly warmsUp: boolean;
  /** The most rules that it can be given; more take minutes to load or milliseconds a request. */
  readonly mostRules: number;
  readonly start: (scene: Scene) => Promise<RunningProxy>;
}
