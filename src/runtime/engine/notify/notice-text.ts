import type { NoticeKind } from '../../ports/sinks.ts';
import { headOf } from '../../text/cut.ts';

const QUOTED_LENGTH_MAX = 160;

/** What a record says that somebody may want to hear. */
export interface NoticeText {
  readonly kind: NoticeKind;
  readonly what: string;
  readonly next: string;
  readonly ids: Readonly<Record<string, string>>;
  readonly quoted: string | null;
}

/** Foreign words on one clipped line, without characters that steer a terminal or reader. */
export function quotedText(text: string): string {
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return line.length <= QUOTED_LENGTH_MAX ? line : `${headOf(line, QUOTED_LENGTH_MAX)}...`;
}
