/** What is imported after this finds a Node without the private names, as a later one may be. */
export function hideTcpNames(): void {
  Object.assign(process, { binding: undefined });
}
