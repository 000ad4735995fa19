import { createCipheriv, createDecipheriv } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';
import { type InitialCipher, SAMPLE_BYTES, TAG_BYTES } from './initial-cipher.ts';

/** By node:crypto, which works anywhere. Cost: 4 us a mask, 7 us a packet of 1,200 bytes. */
export const NODE_CIPHER: InitialCipher = {
  hmac: hmacSha256,

  mask(key, bytes, at) {
    const cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    return cipher.update(bytes.subarray(at, at + SAMPLE_BYTES));
  },

  open(key, nonce, header, sealed) {
    const tagStart = sealed.length - TAG_BYTES;
    try {
      const cipher = createDecipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(header).setAuthTag(sealed.subarray(tagStart));
      const payload = cipher.update(sealed.subarray(0, tagStart));
      cipher.final();
      return payload;
    } catch {
      // The only way in which node:crypto reports a wrong tag.
      return undefined;
    }
  },
};
