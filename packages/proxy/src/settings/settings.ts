import type { BlockAnswer } from './block-answer.ts';
import type { Limits } from './limits.ts';

/** What every listening socket has. */
interface AnyListenerSettings {
  /** An IP literal of this machine, `0.0.0.0` or `::`. */
  readonly address: string;
  /** 0 lets the kernel choose; all workers then share the one it chose. */
  readonly port: number;
  /**
   * The name of a socket that the service manager passed on (LISTEN_FDNAMES), to be listened on instead of one of our own;
   * several listeners of one name take the sockets of that name in their order.
   */
  readonly inherited?: string;
  /** If `inherited`: the descriptor of that socket. Found by the main thread; not to be set. */
  readonly descriptor?: number;
  /** A second process of the same user may listen there too, so that an upgrade refuses nobody (SO_REUSEPORT). */
  readonly shared?: boolean;
  /** Prefixes of peers whose connections begin with a PROXY protocol header with the address of the client. */
  readonly trustedPeers?: readonly string[];
  /** The PROXY protocol header that connections to origins begin with; absent: none. */
  readonly sendProxy?: 'v1' | 'v2';
}

/** A proxy that its clients know of. */
interface ExplicitListenerSettings extends AnyListenerSettings {
  readonly mode: 'explicit';
}

/** Takes connections that were on their way to somebody else. See `linux/README.md` for the rules that bring them. */
export interface TransparentListenerSettings extends AnyListenerSettings {
  /** How the kernel brings them here: an nftables `tproxy` rule, or a `redirect` rule. */
  readonly mode: 'tproxy' | 'redirect';
  /** `preserve`: origins see the client's address. `own`: they see this machine's. */
  readonly source: 'own' | 'preserve';
  /** SO_MARK of the connections to origins; 0 for none. Needs CAP_NET_ADMIN. */
  readonly mark: number;
  /** Destination ports that are looked into; connections to others pass and are counted. Empty: all. */
  readonly ports: readonly number[];
  /** What becomes of HTTP/2 in clear, whose requests are not read. */
  readonly h2c: 'pass' | 'refuse';
  /** What becomes of a request that can be read in more than one way, or not at all; `pass` lets all that follows it pass. */
  readonly ambiguous: 'pass' | 'refuse';
  /** What becomes of a connection whose first bytes are neither HTTP nor TLS. An origin that speaks first always passes. */
  readonly unknown: 'pass' | 'refuse';
  readonly overload: OverloadPolicy;
}

/**
 * What becomes of connections that come while a worker has as many as it may. `closed`: they are accepted and closed. `open`: the
 * worker stops listening until there is room, so that the kernel gives them to another worker; if none listens, the
 * `tproxy` rule lets them pass, unfiltered and counted in seconds. Only a tproxy listener of our own can be `open`.
 */
export type OverloadPolicy = 'open' | 'closed';

/** Takes verdicts on the first packets of flows, which are otherwise forwarded by the kernel. See `packet/README.md`. */
export interface PacketSettings {
  /** Number of the first queue of netfilter, 0 to 65535. */
  readonly queue: number;
  /** How many queues there are from that on, each with a thread of its own. */
  readonly queues: number;
  /** TCP ports of servers that the rules send here. */
  readonly ports: readonly number[];
  /** `fast`: a flow is decided with its hello. `confirm`: when the server has answered it, so that nothing else can be in its place. */
  readonly verdict: 'confirm' | 'fast';
  /** For flows that come while there are as many pending ones as may be, or while the queue is full. */
  readonly overload: OverloadPolicy;
}

/** One listening socket. */
export type ListenerSettings = ExplicitListenerSettings | TransparentListenerSettings;

/** Who is asked for names: `getaddrinfo`; or name servers, as `address` or `address:port`. Empty: this machine's own. */
export type NameSource = 'system' | readonly string[];

/** An entry of the static host table: asked before DNS, and allowed wherever it leads, because somebody wrote it down. */
export interface StaticHost {
  /** In canonical form: lower-case A-labels without a trailing dot. */
  readonly name: string;
  /** The port that the client asks for. */
  readonly port: number;
  /** Where the connection goes instead: an IP literal and a port. */
  readonly address: string;
  readonly toPort: number;
}

/** Clients whose address is in `prefix` belong to `market`. The longest prefix wins. */
export interface MarketPrefix {
  /** CIDR text of either family, or a bare address. */
  readonly prefix: string;
  /** Index into `markets`. */
  readonly market: number;
}

/** Where the explicit proxy may connect to. Checked on the address that is dialled, after resolution. */
export interface DestinationSettings {
  /** Prefixes that are reachable although they are internal. Empty by default: nothing internal is reachable. */
  readonly allow: readonly string[];
  /** Prefixes that are never reachable, in addition to the built-in table of internal and reserved ones. Wins over `allow`. */
  readonly deny: readonly string[];
  /** Ports of absolute-form requests; usually 80 alone. */
  readonly httpPorts: readonly number[];
  /** Ports of CONNECT; usually 443 alone. */
  readonly connectPorts: readonly number[];
}

/** What may be replaced while running: read anew by every connection that begins. */
export interface ReloadableSettings {
  /** The index of a name is its market code; in the same order as the snapshot's markets, of which `MAX_MARKETS` of the matcher are possible. */
  readonly markets: readonly string[];
  /** The market of clients in no prefix. */
  readonly defaultMarket: number;
  readonly marketPrefixes: readonly MarketPrefix[];
  /**
   * CIDR prefixes of the clients that may use the explicit proxy. All others are closed at accept. Whose connections a
   * transparent listener gets is decided by the rule that brings them.
   */
  readonly clients: readonly string[];
  readonly destinations: DestinationSettings;
  readonly hosts: readonly StaticHost[];
  /** Who is asked for names that the static host table does not have. */
  readonly resolvers: NameSource;
  readonly limits: Limits;
  /** One a market, in the order of `markets`. */
  readonly blockAnswers: readonly BlockAnswer[];
  /** How a TLS connection that must not go on is ended: a fatal access_denied alert (RFC 8446 §6.2), or a TCP reset. */
  readonly tlsBlock: 'alert' | 'reset';
  /**
   * The name that this proxy goes by in `Via` (RFC 9110 §7.6.3): a token that reveals nothing about what it is, but is not
   * shared with a neighbour, because a request that already carries it is refused as a loop.
   */
  readonly pseudonym: string;
  /**
   * Canonical names that are sent in the clear for every site behind them (public_name of ECH, RFC 9849 §4): an Encrypted ClientHello to one of
   * them hides which. Most hellos carry the extension with nothing in it (GREASE, §6.2), so its presence alone means nothing.
   */
  readonly echPublicNames: readonly string[];
}

/**
 * Everything the data plane needs to know; structured-cloneable, so that it can be sent to workers. It is expected to be
 * valid: the command checks it while it can still report to a person. What is unusable here throws a {@link SettingsError}
 * when the workers start.
 */
export interface DataPlaneSettings extends ReloadableSettings {
  readonly listeners: readonly ListenerSettings[];
  /** Flows whose first packets the kernel brings; absent: none. */
  readonly packet?: PacketSettings | undefined;
}
