import { checkDocument } from '../document/read.ts';
import type { PrivateKey, PublicKey } from '../signature/key.ts';
import { signDocument } from '../signature/sign.ts';
import { verifyDocument } from '../signature/verify.ts';
import { type OperatorReport, REPORT_TYPE } from './report.ts';
import { REPORT_KIND } from './schema.ts';
import { reportJson } from './write.ts';

/** Signs a report as a JWS with a line end. */
export function signReport(report: OperatorReport, key: PrivateKey): Promise<string> {
  return signDocument(REPORT_TYPE, reportJson(report), [key]);
}

/** Reads a signed report. Throws like `verifyDocument` and `readDocument`. */
export async function readSignedReport(text: string, keys: readonly PublicKey[]): Promise<OperatorReport> {
  const { payload } = await verifyDocument(text, { type: REPORT_TYPE, keys, mostLength: 2 * REPORT_KIND.mostLength });
  return checkDocument(payload, REPORT_KIND);
}
