/** A line on standard error, after the seconds since the process began. */
export function progress(line: string): void {
  process.stderr.write(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
}
