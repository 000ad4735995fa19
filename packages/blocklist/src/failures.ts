/** What explains a failure, without the rest of the package: a command that reads no list loads no reader of one. */
export { describeRefusal, type ListRefusal } from './report/refusal.ts';
export { StoreError } from './store/error.ts';
