/** A log that shows whether a line of it was changed, and the lock of its folder, without the rest of the package. */
export { appendAudits, auditHistory, verifyAuditLog } from './store/audit-log.ts';
export { diskFailure } from './store/disk.ts';
export { withStoreLock } from './store/lock.ts';
