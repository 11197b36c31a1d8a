/** Sequences of terminals, with a 7-bit or an 8-bit beginning; strings without an end are none. */
const SEQUENCES = new RegExp(
  [
    // Strings: operating system commands (titles, links), device control, privacy messages.
    '(?:\\u001b[\\]PX^_]|[\\u009d\\u0090\\u0098\\u009e\\u009f])' +
      '[^\\u0007\\u001b\\u009c]{0,4096}(?:\\u0007|\\u001b\\\\|\\u009c)',
    // Colours and the cursor.
    '(?:\\u001b\\[|\\u009b)[0-?]{0,64}[ -/]{0,8}[@-~]',
    // Character sets, and whatever else is an escape of two or three characters.
    '\\u001b[ -/]{1,3}[0-~]',
    '\\u001b[0-~]',
  ].join('|'),
  'g',
);

/**
 * What is not shown as itself: control characters, what turns the direction of text, what takes no
 * room, halves of characters. A variation selector that chooses the look of an emoji is none.
 */
const UNSAFE =
  '[^\\P{Default_Ignorable_Code_Point}\\ufe0e\\ufe0f]|[^\\P{Cc}\\t\\n]' +
  '|[\\p{Cs}\\u2028\\u2029\\ufff9-\\ufffb]';
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const JOINED =
  '\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Devanagari}\\p{Script=Bengali}' +
  '\\p{Script=Tamil}\\p{Script=Telugu}\\p{Script=Kannada}\\p{Script=Malayalam}\\p{Script=Sinhala}';
/** Joins the parts of an emoji, or says how two letters of such a script are joined. */
const JOINER =
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})' +
  `|(?<=[${JOINED}])[\\u200c\\u200d](?=[${JOINED}])`;
const KEPT_OR_UNSAFE =
  `(${JOINER})|(\\r\\n)|([\\u2028\\u2029])|(\\p{Cs})` + `|([^\\P{Cc}\\t\\n]|[${BIDI}])|${UNSAFE}`;
/** Most texts need no closer look. */
const NO_ASCII = /[^\t\n\x20-\x7e]/;

let compiled: { readonly unsafe: RegExp; readonly each: RegExp; readonly kept: RegExp } | null =
  null;

/** They are large, and a server that starts needs none of them. */
function patterns() {
  compiled ??= {
    unsafe: new RegExp(UNSAFE, 'u'),
    each: new RegExp(UNSAFE, 'gu'),
    kept: new RegExp(KEPT_OR_UNSAFE, 'gu'),
  };
  return compiled;
}

export function isPrintable(text: string): boolean {
  return !NO_ASCII.test(text) || !patterns().unsafe.test(text);
}

/** Bytes that a program painted for a terminal, without the paint. */
export function withoutSequences(text: string): string {
  return text.replace(SEQUENCES, '');
}

/**
 * A text of whatever origin as it may be shown: nothing in it steers a terminal, turns the reading
 * direction or is there without being seen. Lines and tabs stay. `?` stands for a control character.
 */
export function printable(text: string): string {
  if (isPrintable(text)) return text;
  return text.replace(patterns().kept, (found, kept, crlf, separator, half, control) => {
    if (kept !== undefined) return found;
    if (crlf !== undefined || separator !== undefined) return '\n';
    if (half !== undefined) return '\ufffd';
    return control === undefined ? '' : '?';
  });
}

/** JSON with the same meaning in which nothing but its own layout is left to a terminal. */
export function printableJson(json: string): string {
  return isPrintable(json) ? json : json.replace(patterns().each, escaped);
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
