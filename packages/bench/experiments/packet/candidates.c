/*
 * Which packets of the queue are candidates: the experiment of ADR 20. For iptables' match `bpf`, after the rules of mode packet.
 *
 * Returns 1 if the packet is a whole ClientHello of IPv4 whose name is surely free: no suffix of it is in the filter of bits. Returns 0, so that the
 * packet goes to the queue, for all else. It does not compare the sequence number with the flow's first byte, and nothing counts what it lets
 * pass: it measures, and must not be used.
 */
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

enum { HELLO = 1, HANDSHAKE = 22, MOST_EXTENSIONS = 24, MOST_NAME = 64, WORDS = 262144, TCP_AT = 20, SESSION_AT = 43 };

struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, WORDS);
  __type(key, __u32);
  __type(value, __u64);
} bits SEC(".maps");

static __always_inline int is_listed(__u32 hash) {
  __u32 index = (hash >> 6) & (WORDS - 1);
  __u64 *word = bpf_map_lookup_elem(&bits, &index);
  return !word || (*word >> (hash & 63)) & 1;
}

/* FNV-1a from the last byte to the first; at each dot, a suffix is whole. */
static __always_inline int is_free(const __u8 *name, __u32 length) {
  __u32 hash = 2166136261u;
  for (int at = MOST_NAME - 1; at >= 0; at--) {
    if (at >= length) continue;
    __u8 byte = name[at];
    if (byte >= 'A' && byte <= 'Z') byte |= 32;
    if (byte == '.' && is_listed(hash)) return 0;
    hash = (hash ^ byte) * 16777619u;
  }
  return !is_listed(hash);
}

SEC("socket") int candidates(struct __sk_buff *packet) {
  __u8 version, offset, hello[SESSION_AT + 1], name[MOST_NAME] = {};
  if (bpf_skb_load_bytes(packet, 0, &version, 1) || version != 0x45) return 0;
  if (bpf_skb_load_bytes(packet, TCP_AT + 12, &offset, 1)) return 0;
  __u32 start = TCP_AT + (offset >> 4) * 4;
  if (bpf_skb_load_bytes(packet, start, hello, sizeof hello)) return 0;
  if (hello[0] != HANDSHAKE || hello[1] != 3 || hello[5] != HELLO) return 0;
  __u32 record = hello[3] << 8 | hello[4], length = hello[6] << 16 | hello[7] << 8 | hello[8];
  if (record != length + 4 || start + 5 + record > packet->len) return 0;
  __u32 at = start + sizeof hello + hello[SESSION_AT];
  __u16 ciphers;
  __u8 methods;
  if (bpf_skb_load_bytes(packet, at, &ciphers, 2)) return 0;
  at += 2 + bpf_ntohs(ciphers);
  if (bpf_skb_load_bytes(packet, at, &methods, 1)) return 0;
  at += 1 + methods + 2;
  for (int i = 0; i < MOST_EXTENSIONS; i++) {
    __u16 head[2];
    if (bpf_skb_load_bytes(packet, at, head, 4)) return 0;
    if (head[0] == 0) {
      __u8 list[5];
      if (bpf_skb_load_bytes(packet, at + 4, list, 5)) return 0;
      __u32 size = list[3] << 8 | list[4];
      if (size == 0 || size > MOST_NAME || bpf_ntohs(head[1]) != size + 5) return 0;
      /* The verifier forgets the bounds of what it does not see checked in the same register. */
      asm volatile("" : "+r"(size));
      size = ((size - 1) & (MOST_NAME - 1)) + 1;
      return bpf_skb_load_bytes(packet, at + 9, name, size) ? 0 : is_free(name, size);
    }
    at += 4 + bpf_ntohs(head[1]);
  }
  return 0;
}

char license[] SEC("license") = "GPL";
