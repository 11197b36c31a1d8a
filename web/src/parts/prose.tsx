import { Markdown } from './markdown.tsx';

/** Text of a stage or document is text, whatever it holds. */
export function Prose({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keys.
    <pre class="prose" tabIndex={0}>
      {text}
    </pre>
  );
}

/** Longer texts are shown as they are: nobody reads a page of a megabyte in good type. */
const RENDERED_LENGTH_MAX = 200_000;

/** A document as a person reads it. */
export function Document({ text }: { readonly text: string }) {
  if (text === '') return <p class="empty">It is not kept any more.</p>;
  if (text.length > RENDERED_LENGTH_MAX) return <Prose text={text} />;
  return (
    <article class="document">
      <Markdown text={text} />
    </article>
  );
}
