import { printableJson } from '../runtime/text/printable.ts';

export function jsonText(value: object): string {
  return `${printableJson(JSON.stringify(value, null, 2))}\n`;
}
