// Escape sequences of terminals: CSI (colours, cursor), OSC (titles, links), and the two-character ones.
const ANSI =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const BOM = '\ufeff';

/** Bytes of a harness as text: invalid UTF-8 replaced, terminal colours gone. */
export function plainText(bytes: Uint8Array): string {
  return withoutColours(new TextDecoder('utf-8', { ignoreBOM: false }).decode(bytes));
}

export function withoutColours(text: string): string {
  return text.replace(ANSI, '');
}

/** Strict UTF-8, or null. */
export function strictText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
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

/** At most `max` characters, with an ellipsis where something was cut. */
export function clipped(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 3)}...`;
}
