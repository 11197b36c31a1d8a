import { describe, expect, it } from 'vitest';
import {
  decodeDocument,
  draftDocument,
  factsOf,
  parseDocument,
  renderDocument,
} from '../../src/runtime/documents/index.ts';
import { recipe, shipped, spec, task } from '../support/families.ts';
import { context, show, understood } from './support/show.ts';

describe('a draft', () => {
  it('is filled in as the family says', () => {
    const result = draftDocument('# Go\n\nSome prose.\n\nAcceptance: works\n', task, context);
    expect(result.ok && result.notes).toEqual([]);
    expect(result.ok && renderDocument(result.document, task)).toMatchInlineSnapshot(`
      "# Go

      Task-ID: task-go
      Title: Go
      Summary: Some prose.
      Created-At: 2026-01-02T03:04:05Z
      Created-By: test

      Target-Paths:
      - Not named; to be found from the acceptance.

      Acceptance:
      - works

      Required-Checks:
      - The project's own tests.

      References:
      - The prose of this document.

      Risk:
      - Not assessed.

      Some prose.
      "
    `);
  });

  it('takes the id that was asked for, unless the document names another', () => {
    const text = '# Go\n\nAcceptance: works\n';
    const asked = draftDocument(text, spec, { ...context, id: 'mine' });
    expect(asked.ok && asked.document.id).toBe('mine');
    const both = draftDocument(`${text}Spec-ID: other\n`, spec, { ...context, id: 'mine' });
    expect(show(both, spec)).toMatchInlineSnapshot(
      `"4: Spec-ID differs from the id that was asked for. Leave one of them out."`,
    );
    const bad = draftDocument(text, spec, { ...context, id: '../mine' });
    expect(show(bad, spec)).toMatchInlineSnapshot(
      `"0: Spec-ID: "../mine" is not an id. Write letters, digits, ".", "_" and "-", beginning with a letter or digit, at most 120 characters."`,
    );
  });

  it('is its own root only when it names no lineage', () => {
    const lineage = (fields: string) => {
      const result = draftDocument(`# Go\n\n${fields}\nAcceptance: works\n`, spec, context);
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const { root, idea } = factsOf(result.document, spec);
      return { scalar: result.document.scalars.root_spec_id ?? null, root, idea };
    };
    expect(lineage('')).toEqual({ scalar: 'spec-go', root: 'spec-go', idea: 'spec-go' });
    expect(lineage('Root-Spec-ID: none')).toEqual(lineage(''));
    expect(lineage('Root-Spec-ID: r')).toEqual({ scalar: 'r', root: 'r', idea: null });
    expect(lineage('Root-Idea-ID: i')).toEqual({ scalar: null, root: 'spec-go', idea: 'i' });
    expect(lineage('Source-Type: incident')).toEqual({ scalar: null, root: null, idea: null });
  });

  it('bounds ids and summaries', () => {
    const long = 'word '.repeat(200);
    const result = draftDocument(`# ${long}\n\n${long}\n\nAcceptance: works\n`, spec, context);
    if (!result.ok) throw new Error(JSON.stringify(result.problems));
    expect(result.document.id).toMatch(/^spec(-word)+$/);
    expect(result.document.id.length).toBeLessThanOrEqual(60);
    expect(result.document.scalars.summary?.length).toBeLessThanOrEqual(300);
    const one = draftDocument(`# ${'x'.repeat(500)}\n\nAcceptance: works\n`, recipe, context);
    expect(one.ok).toBe(false);
    expect(understood(`# ${'x'.repeat(500)}\n\nAcceptance: a\n`, spec)).toContain(
      `spec-${'x'.repeat(55)} `,
    );
  });

  it('stays the same when it is read and drafted again', () => {
    for (const family of [...shipped, recipe]) {
      const text =
        '# Go\n\nProse.\n\nSteps: s\nAcceptance: works\nSource-Stage: a\nSource-Plane: b\n';
      const first = draftDocument(text, family, context);
      if (!first.ok) continue;
      const rendered = renderDocument(first.document, family);
      const again = draftDocument(rendered, family, { ...context, now: 0, actor: 'other' });
      expect(again).toEqual({ ok: true, document: first.document, notes: [] });
      expect(parseDocument(rendered, family)).toEqual(again);
    }
  });
});

describe('decoding', () => {
  it('refuses what is not text of a bearable size', () => {
    const refused = (source: Uint8Array | string) => {
      const result = decodeDocument(source);
      return result.ok ? result : `${result.code}: ${result.problem}`;
    };
    expect(refused('a\0b')).toMatchInlineSnapshot(
      `"document_invalid: Byte 1 of the document is NUL. Save it as plain UTF-8 text."`,
    );
    expect(refused(new Uint8Array([0x23, 0x20, 0xff, 0xfe]))).toMatchInlineSnapshot(
      `"document_invalid: The document is not valid UTF-8. Save it as UTF-8 text and send it again."`,
    );
    expect(refused('x'.repeat(1_048_577))).toMatchInlineSnapshot(
      `"document_too_large: The document has 1048577 bytes; the limit is 1048576. Move long material into files of the repository and name them in the document."`,
    );
    expect(decodeDocument('x'.repeat(1_048_576)).ok).toBe(true);
  });

  it('reads bytes and strings alike', () => {
    const text = '\ufeff# T\r\na\rb\u00e9\n';
    const bytes = new TextEncoder().encode(text);
    expect(decodeDocument(bytes)).toEqual(decodeDocument(text));
    expect(decodeDocument(text)).toMatchObject({ ok: true, text: '# T\na\nb\u00e9\n' });
  });
});
