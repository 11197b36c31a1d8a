import { describe, expect, it } from 'vitest';
import { understood } from './support/read.ts';

describe('a label', () => {
  it('a bold label', () => {
    const text = `# Coupons

**Goals:**
- Buyers pay less

**Acceptance Criteria**

- The total is lower

**Notes:**
- The designer is on leave
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Goals - Buyers pay less
      Acceptance - The total is lower
      | **Notes:**
      | - The designer is on leave"
    `);
  });

  it('a plain line', () => {
    const text = `# Coupons

The shop needs coupons.

Acceptance criteria:
- The total is lower

Definition of done

1. The change log names it
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Acceptance criteria: The total is lower
      Acceptance - Definition of done: The change log names it
      | The shop needs coupons."
    `);
  });

  it('a label in the list', () => {
    const text = `# Coupons

- **Priority**: high
- **Acceptance criteria**:
  - The total is lower
  - Expired ones are refused
- **Estimate**: two days
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused
      | - **Priority**: high
      |
      | - **Estimate**: two days"
    `);
  });

  it('a label in the list whose items follow it', () => {
    const text = `# Coupons

- Acceptance criteria:

- The total is lower
- Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused"
    `);
  });

  it('a label with its item on one line', () => {
    const text = `# Coupons

**Acceptance:** the total is lower
for every valid coupon

**Done when**: the change log names it
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - the total is lower for every valid coupon
      Acceptance - Done when: the change log names it"
    `);
  });

  it('a sentence that introduces the list', () => {
    const text = `# Coupons

It is a small change. The work is done when:

- The total is lower
- Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused
      | It is a small change. The work is done when:"
    `);
  });

  it('a label in each task of a list', () => {
    const text = `# Coupons

- [ ] 1. Add the field
  - Do: a text field below the cart
  - Done when: it takes twelve letters
- [ ] 2. Lower the total
  - **Done when**: a valid coupon counts once
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - 1. Add the field: it takes twelve letters
      Acceptance - 2. Lower the total: a valid coupon counts once
      | - [ ] 1. Add the field
      |   - Do: a text field below the cart
      |
      | - [ ] 2. Lower the total"
    `);
  });

  it('a label for each of many stories', () => {
    const text = `# Coupons

## Story 1: Enter a coupon

**As a** buyer I want to pay less.

**Acceptance Criteria:**

- The total is lower

## Story 2: Revoke a coupon

**Acceptance Criteria:**

1. A revoked coupon is refused
2. The buyer is told why
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Story 1: Enter a coupon: The total is lower
      Acceptance - Story 2: Revoke a coupon: A revoked coupon is refused
      Acceptance - Story 2: Revoke a coupon: The buyer is told why
      | ## Story 1: Enter a coupon
      |
      | **As a** buyer I want to pay less.
      |
      | ## Story 2: Revoke a coupon"
    `);
  });

  it('a label that groups begin below', () => {
    const text = `# Coupons

**Acceptance**

**Cart**
- The total is lower

**Mail**
- The coupon stands in the receipt
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Cart: The total is lower
      Acceptance - Mail: The coupon stands in the receipt"
    `);
  });

  it('constraints, and what is left out', () => {
    const text = `# Coupons

We need coupons.

## Constraints
- No new dependency

## Out of scope

Gift cards.

## Non-Goals
* Refunds

## Scope
### In scope
- The cart
### Out of Scope
- The app

## Acceptance
- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Non-Goals - Out of scope: Gift cards.
      Non-Goals - Refunds
      Non-Goals - Scope: The app
      Scope - In scope: The cart
      Constraints - No new dependency
      Acceptance - The total is lower
      | We need coupons."
    `);
  });

  it('labels that are numbered like a list', () => {
    const text = `1. Overview

The shop needs coupons.

2. Acceptance criteria

- The total is lower

3. Notes

- The designer is on leave
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Overview"
      (No heading gives a title, so it is made of the first words: "Overview".)
      Acceptance - The total is lower
      | 1. Overview
      |
      | The shop needs coupons.
      |
      | 3. Notes
      |
      | - The designer is on leave"
    `);
  });

  it('a list that is indented like code', () => {
    const text = `# Coupons

Acceptance criteria:

    - The total is lower
    - Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused"
    `);
  });

  it('words in capitals', () => {
    const text = `COUPONS

ACCEPTANCE CRITERIA
- The total is lower

OUT OF SCOPE
- The app
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""COUPONS"
      (No heading gives a title, so it is made of the first words: "COUPONS".)
      Non-Goals - The app
      Acceptance - The total is lower
      | COUPONS"
    `);
  });
});
