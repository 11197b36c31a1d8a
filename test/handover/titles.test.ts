import { describe, expect, it } from 'vitest';
import { read, understood } from './support/read.ts';

describe('a title', () => {
  it('front matter', () => {
    const text = `---
id: coupons
status: draft
---

# Coupons

The shop needs coupons.

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | ---
      | id: coupons
      | status: draft
      | ---
      |
      | The shop needs coupons."
    `);
  });

  it('a title in front matter alone', () => {
    const text = `---
title: "Coupons: take two"
tags: [shop, cart]
---

The shop needs coupons.

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons: take two"
      Acceptance - The total is lower
      | ---
      | title: "Coupons: take two"
      | tags: [shop, cart]
      | ---
      |
      | The shop needs coupons."
    `);
  });

  it('front matter below the title', () => {
    const text = `# Coupons

---
status: draft
owner: someone
---

The shop needs coupons.

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | ---
      | status: draft
      | owner: someone
      | ---
      |
      | The shop needs coupons."
    `);
  });

  it('lines of metadata', () => {
    const text = `# Coupons

**Status:** Draft
**Author:** somebody
Date: 2026-10-01

## Overview

Coupons let buyers pay less.

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | **Status:** Draft
      | **Author:** somebody
      | Date: 2026-10-01
      |
      | ## Overview
      |
      | Coupons let buyers pay less."
    `);
  });

  it('no heading of level 1', () => {
    const text = `## Overview

The shop needs coupons.

## Acceptance

- The total is lower
`;
    expect(understood(text, { file: 'specs/shop-coupons_v2.md' })).toMatchInlineSnapshot(`
      ""shop coupons v2"
      (No heading gives a title, so it is the file's name: "shop coupons v2".)
      Acceptance - The total is lower
      | ## Overview
      |
      | The shop needs coupons."
    `);
  });

  it('neither a heading of level 1 nor a file', () => {
    const text = `Please let buyers enter a coupon.

Acceptance: the total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Please let buyers enter a coupon."
      (No heading gives a title, so it is made of the first words: "Please let buyers enter a coupon.".)
      Acceptance - the total is lower
      | Please let buyers enter a coupon."
    `);
  });

  it('several headings of level 1', () => {
    const text = `# Coupons

We need them.

# Acceptance

- The total is lower

# Notes

- Ask the designer
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | We need them.
      |
      | # Notes
      |
      | - Ask the designer"
    `);
  });

  it('a section above the title', () => {
    const text = `# Summary

Coupons let buyers pay less.

# Coupons

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | # Summary
      |
      | Coupons let buyers pay less."
    `);
  });

  it('an id and other fields', () => {
    const text = `# Coupons

Spec-ID: shop-coupons
Summary: Buyers pay less.
Created-At: last week
Root-Spec-ID: none

## Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons" (shop-coupons)
      (Line 5: Created-At: "last week" is not a time. Write it like 2026-01-31T09:00:00Z. It is kept as prose.)
      Acceptance - The total is lower
      | Created-At: last week"
    `);
  });

  it('a document that was pasted as one block', () => {
    const text = `\`\`\`markdown
# Coupons

## Acceptance

- The total is lower
\`\`\`
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower"
    `);
  });

  it('a quote', () => {
    const text = `> # Coupons
>
> The shop needs coupons.
>
> **Acceptance criteria**
> - The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | >
      | > The shop needs coupons.
      | >"
    `);
  });
});

it('counts no line of a quote as prose that is empty', () => {
  const lines = ['> # Trim names', '>', '> ## Acceptance', '>', '> - no spaces at the ends'];
  const reading = read(lines.join('\n'));
  expect(reading.ok && reading.value.understood.prose).toEqual({ lines: 0, headings: [] });
});
