/**
 * Names of files are bytes. Here each of them is a string with one character for each byte, so that a name
 * which is no UTF-8 survives; only what people read is decoded.
 */
export function namesIn(out: Buffer): string[] {
  return out
    .toString('latin1')
    .split('\0')
    .filter((name) => name !== '');
}

export function bytesOf(name: string): Buffer {
  return Buffer.from(name, 'latin1');
}

export function pathOf(top: string, name: string): Buffer {
  return Buffer.concat([Buffer.from(`${top}/`), bytesOf(name)]);
}

export function readable(name: string): string {
  return bytesOf(name).toString('utf8');
}
