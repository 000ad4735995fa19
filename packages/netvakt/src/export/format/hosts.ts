/** A hosts file: each name leads nowhere. It cannot cover the names below a domain; the other formats can. */
export function hostsText(names: readonly string[]): string {
  return `${['# Made by netvakt export.', ...names.flatMap((name) => [`0.0.0.0 ${name}`, `:: ${name}`])].join('\n')}\n`;
}
