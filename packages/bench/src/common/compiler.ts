/** Programs in C that a run compiles for itself. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Compiles one source file. Returns the program's path.
 *
 * @param folder - for the program, whose name Linux also gives its thread
 * @throws with the compiler's words if it fails
 */
export function compiledProgram(source: URL, folder: string, name: string): string {
  const [file, program] = [fileURLToPath(source), join(folder, name)];
  const { status, stderr } = spawnSync('cc', ['-O2', '-o', program, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`cc ${file} ended with ${status}: ${stderr}`);
  return program;
}
