import { withoutSequences } from '../../text/printable.ts';

const BOM = '\ufeff';
/** Made once: a decoder takes far longer to make than to use. */
const lenient = new TextDecoder('utf-8', { ignoreBOM: false });
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of a harness as text: invalid UTF-8 replaced, what was painted for a terminal gone. */
export function plainText(bytes: Uint8Array): string {
  return withoutSequences(lenient.decode(bytes));
}

/** Strict UTF-8, or null. */
export function strictText(bytes: Uint8Array): string | null {
  try {
    const text = strict.decode(bytes);
    return text.startsWith(BOM) ? text.slice(1) : text;
  } catch {
    return null;
  }
}

/** The parsed JSON of strict UTF-8 text; `undefined` when it is neither. */
export function jsonOf(bytes: Uint8Array): unknown {
  const text = strictText(bytes);
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
