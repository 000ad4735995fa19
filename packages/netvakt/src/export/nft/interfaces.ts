/** Names of interfaces, and patterns such as `ppp*`, which stand for every interface whose name begins so, now or later. */

/** True if `pattern` is `name` or covers it; both may be patterns. */
export function coversInterface(pattern: string, name: string): boolean {
  return pattern === name || (pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1)));
}

/** The patterns that no other one covers: a set of intervals takes no two that overlap. */
export function uncovered(patterns: readonly string[]): readonly string[] {
  const once = [...new Set(patterns)];
  return once.filter((name) => !once.some((other) => other !== name && coversInterface(other, name)));
}

/** The set's own text: a set with a pattern in it holds intervals (nftables 1.0.2). */
export function interfaceSet(name: string, patterns: readonly string[]): string {
  const flags = patterns.some((pattern) => pattern.endsWith('*')) ? ' flags interval;' : '';
  const elements = uncovered(patterns).map((pattern) => `"${pattern}"`);
  return `set ${name} { type ifname;${flags} elements = { ${elements.join(', ')} }; }`;
}
