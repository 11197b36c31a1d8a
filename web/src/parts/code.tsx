import { knownLanguage, piecesOf } from './highlight.ts';

/** A piece of code in the language that its author named. */
export function Code({ text, language }: { readonly text: string; readonly language: string }) {
  const known = knownLanguage(language);
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <pre class="code" tabIndex={0}>
      {lines.map((line, at) => (
        <CodeLine key={at} text={line} language={known} />
      ))}
    </pre>
  );
}

export function CodeLine({
  text,
  language,
}: {
  readonly text: string;
  readonly language: string | null;
}) {
  return (
    <>
      {piecesOf(text, language).map((piece, at) => (
        <span key={at} class={piece.style}>
          {piece.text}
        </span>
      ))}
      {'\n'}
    </>
  );
}
