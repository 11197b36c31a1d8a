import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Whether both are the same text, in a time that tells nothing of where they differ. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

/** Another secret for one purpose, which does not tell the first. */
export function derivedSecret(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(purpose).digest('hex');
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
