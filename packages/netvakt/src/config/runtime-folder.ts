/**
 * Returns the folder that the service manager has made for this process, in memory; `undefined` if there is none. An instance has two, one
 * in the other; the inner one is its own.
 */
export function runtimeFolder({ RUNTIME_DIRECTORY: folders }: NodeJS.ProcessEnv): string | undefined {
  const [folder = ''] = (folders ?? '').split(':').toSorted((a, b) => b.length - a.length);
  return folder === '' ? undefined : folder;
}
