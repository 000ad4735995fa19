/**
 * Numbers of the Linux socket API, as the "asm-generic" architectures have them: x64, arm64, arm, ia32, riscv64, loong64.
 * Sources: <asm-generic/socket.h>, <linux/in.h>, <linux/in6.h>, <linux/tcp.h>, <linux/netfilter_ipv4.h>, <linux/netfilter_ipv6/ip6_tables.h>.
 */

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const AF_NETLINK = 16;
export const AF_PACKET = 17;

export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_RAW = 3;
export const SOCK_NONBLOCK = 0o4000;
/** Not inherited by a child: a forgotten listener in a child would keep the port taken. */
export const SOCK_CLOEXEC = 0o2000000;

export const SOL_IP = 0;
export const SOL_SOCKET = 1;
export const SOL_IPV6 = 41;

export const SO_REUSEADDR = 2;
export const SO_TYPE = 3;
export const SO_ERROR = 4;
export const SO_KEEPALIVE = 9;
export const SO_LINGER = 13;
export const SO_REUSEPORT = 15;
export const SO_RCVTIMEO = 20;
export const SO_RCVBUFFORCE = 33;
export const SO_ACCEPTCONN = 30;
export const SO_MARK = 36;
export const SO_DOMAIN = 39;
export const SO_NETNS_COOKIE = 71;

/** Accept for, or send from, an address that is not this machine's. Needs CAP_NET_ADMIN or CAP_NET_RAW. */
export const IP_TRANSPARENT = 19;
/** The port of a bound outgoing socket is chosen at connect, for the whole four-tuple, not at bind for the address alone. */
export const IP_BIND_ADDRESS_NO_PORT = 24;
/** The destination before REDIRECT, out of conntrack. */
export const SO_ORIGINAL_DST = 80;

export const IPPROTO_TCP = 6;
export const TCP_NODELAY = 1;
export const TCP_KEEPIDLE = 4;
export const TCP_KEEPINTVL = 5;
export const TCP_KEEPCNT = 6;
export const TCP_INFO = 11;

export const IPV6_V6ONLY = 26;
export const IPV6_TRANSPARENT = 75;
export const IP6T_SO_ORIGINAL_DST = 80;

export const F_SETFD = 2;
export const FD_CLOEXEC = 1;
export const F_DUPFD_CLOEXEC = 1030;

export const SOL_NETLINK = 270;
export const NETLINK_NETFILTER = 12;
/** Messages that find no room in the socket's buffer are dropped and counted, not reported by every call. */
export const NETLINK_NO_ENOBUFS = 5;
/** The whole IP packet is given, its header with the source address too. */
export const IPPROTO_RAW = 255;

export const MSG_DONTWAIT = 0x40;
export const MSG_NOSIGNAL = 0x4000;
/** Waits for the first message only. */
export const MSG_WAITFORONE = 0x1_0000;

export const SHUT_WR = 1;

// linux/eventpoll.h
export const EPOLL_CLOEXEC = 0o2000000;
export const EPOLL_CTL_ADD = 1;
export const EPOLL_CTL_DEL = 2;
export const EPOLL_CTL_MOD = 3;
export const EPOLLIN = 0x1;
/** Urgent data: recv(2) stops in front of it. */
export const EPOLLPRI = 0x2;
export const EPOLLOUT = 0x4;
export const EPOLLERR = 0x8;
export const EPOLLHUP = 0x10;
export const EPOLLRDHUP = 0x2000;
/** As a signed number of 32 bits, like everything that goes through an Int32Array. */
export const EPOLLET: number = 1 << 31;

// linux/sched.h, for setns(2)
export const CLONE_NEWNET = 0x40_00_00_00;
