import vm, { type Context } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';
import { installCodeReuse } from './code-reuse.ts';

installCodeReuse();

/**
 * jest's environment for Node with an ordinary global object.
 *
 * jest makes each context from a sandbox object, so every read of a global (`Math`, `Buffer`, `Number`) calls V8's interceptors:
 * a loop of `Math.imul` runs 130 times slower than outside. With `DONT_CONTEXTIFY` a global is a plain property again. The price:
 * jest no longer deletes what a test file leaves on the global object; the garbage collector frees it with the context.
 */
// The default export is jest's rule for environments.
export default class OrdinaryGlobal extends TestEnvironment {
  constructor(...settings: ConstructorParameters<typeof TestEnvironment>) {
    const { createContext } = vm;
    let isReplaced = false;
    vm.createContext = (): Context => {
      isReplaced = true;
      return createContext(vm.constants.DONT_CONTEXTIFY);
    };
    try {
      super(...settings);
    } finally {
      vm.createContext = createContext;
    }
    if (!isReplaced)
      throw new Error('jest no longer makes its context with vm.createContext: adapt tools/jest/environment.ts');
  }
}
