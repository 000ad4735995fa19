/** `http://host/path?query` to `host/path?query`: generated URLs are canonical, so nothing else has to be done. */
export function urlKey(line: string): string {
  return line.slice(line.indexOf('//') + 2);
}
