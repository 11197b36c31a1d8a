import { describe, expect, it } from 'vitest';
import { understood } from './support/read.ts';

describe('a heading', () => {
  it('a number before the name', () => {
    const text = `# Coupons

The shop needs coupons.

## 3.2 Acceptance Criteria

- A valid coupon lowers the total
- An expired one shows an error
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - A valid coupon lowers the total
      Acceptance - An expired one shows an error
      | The shop needs coupons."
    `);
  });

  it('an emoji before the name, another behind it', () => {
    const text = `# Coupons

## 🎯 Acceptance Criteria ✅

- [ ] A valid coupon lowers the total
- [x] An expired one shows an error
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - A valid coupon lowers the total
      Acceptance - An expired one shows an error"
    `);
  });

  it('brackets around the name, and a remark behind it', () => {
    const text = `# Coupons

## [Acceptance Criteria]

1. A valid coupon lowers the total

## Definition of Done *(mandatory)* {#done}

- The change log names it
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Acceptance Criteria: A valid coupon lowers the total
      Acceptance - Definition of Done: The change log names it"
    `);
  });

  it('the name in brackets behind another', () => {
    const text = `# Coupons

## 8. Validation (Definition of Done)

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower"
    `);
  });

  it('words before and behind the name', () => {
    const text = `# Coupons

## Acceptance criteria for the first release

- The total is lower

## How we know: Success Criteria

- Nine of ten buyers find the field
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Acceptance criteria for the first release: The total is lower
      Acceptance - How we know: Nine of ten buyers find the field"
    `);
  });

  it('names that say the same', () => {
    const text = `# Coupons

## Done when

- The total is lower

## What must hold

- No coupon counts twice

## Exit criteria

- The old page is gone
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Done when: The total is lower
      Acceptance - What must hold: No coupon counts twice
      Acceptance - Exit criteria: The old page is gone"
    `);
  });

  it('an underlined title and heading', () => {
    const text = `Coupons
=======

The shop needs coupons.

Acceptance Criteria
-------------------

* A valid coupon lowers the total
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - A valid coupon lowers the total
      | The shop needs coupons."
    `);
  });

  it('no space behind the marks of a heading', () => {
    const text = `#Coupons

##Acceptance

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower"
    `);
  });

  it('subheadings that part the list', () => {
    const text = `# Coupons

## Acceptance

### Cart
- The total is lower

### Mail
- The coupon stands in the receipt

### Notes
- The designer is on leave
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Cart: The total is lower
      Acceptance - Mail: The coupon stands in the receipt
      | ### Notes
      | - The designer is on leave"
    `);
  });

  it('subheadings that are the items', () => {
    const text = `# Coupons

## Acceptance Criteria

### AC-1: The total is lower

A buyer with a valid coupon pays less.

### AC-2: An expired coupon is refused

### AC-3: Codes are case-blind
- \`SUMMER\` and \`summer\` are one code
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - AC-1: The total is lower: A buyer with a valid coupon pays less.
      Acceptance - AC-2: An expired coupon is refused
      Acceptance - AC-3: Codes are case-blind: \`SUMMER\` and \`summer\` are one code"
    `);
  });

  it('paragraphs in place of a list', () => {
    const text = `# Coupons

## Acceptance

A valid coupon lowers the total
of the cart.

An expired one shows an error.
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - A valid coupon lowers the total of the cart.
      Acceptance - An expired one shows an error."
    `);
  });

  it('an introduction above the list, and a rule below it', () => {
    const text = `# Coupons

## Acceptance

All of this must be true:

- The total is lower

---

Written on a train.
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | All of this must be true:
      |
      | ---
      |
      | Written on a train."
    `);
  });

  it('a heading without items, then one with them', () => {
    const text = `# Coupons

## Acceptance

## Success criteria

- The total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      | ## Acceptance"
    `);
  });

  it('a title that is the section', () => {
    const text = `# Acceptance criteria of coupons

- The total is lower
- Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Acceptance criteria of coupons"
      Acceptance - The total is lower
      Acceptance - Expired ones are refused"
    `);
  });
});
