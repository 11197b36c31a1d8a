import { describe, expect, it } from 'vitest';
import { task } from '../support/families.ts';
import { understood } from './support/read.ts';

describe('items', () => {
  it('nested items', () => {
    const text = `# Coupons

## Acceptance

- The cart:
  - shows the coupon
  - lowers the total
    - by at most its price
- The mail names the coupon
  - in its subject
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The cart: shows the coupon
      Acceptance - The cart: lowers the total
      Acceptance - The cart: lowers the total: by at most its price
      Acceptance - The mail names the coupon
      Acceptance - The mail names the coupon: in its subject"
    `);
  });

  it('a table with ids', () => {
    const text = `# Coupons

## Acceptance Criteria

| ID | Criterion | Priority |
|----|-----------|----------|
| AC-1 | A valid coupon lowers the total | must |
| AC-2 | \`a \\| b\` is one code | |
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - AC-1: A valid coupon lowers the total (Priority: must)
      Acceptance - AC-2: \`a | b\` is one code"
    `);
  });

  it('a table without ids', () => {
    const text = `# Coupons

## Success Criteria

| What | Target |
| --- | --- |
| Time to apply | below 1 s |
| Buyers who find it | 90 % |
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Time to apply (Target: below 1 s)
      Acceptance - Buyers who find it (Target: 90 %)"
    `);
  });

  it('a table in which one column is the acceptance', () => {
    const text = `# Coupons

## Stories

| Story | Text | Acceptance criteria |
| --- | --- | --- |
| S-1 | Enter a coupon | The total is lower<br>- The receipt names it |
| S-2 | Revoke a coupon | It is refused |
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - S-1: The total is lower
      Acceptance - S-1: The receipt names it
      Acceptance - S-2: It is refused
      | ## Stories
      |
      | | Story | Text | Acceptance criteria |
      | | --- | --- | --- |
      | | S-1 | Enter a coupon | The total is lower<br>- The receipt names it |
      | | S-2 | Revoke a coupon | It is refused |"
    `);
  });

  it('a row that is the acceptance', () => {
    const text = `# Coupons

| Field | Value |
| --- | --- |
| Owner | somebody |
| **Acceptance Criteria** | 1. The total is lower<br>2. It counts once |
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - The total is lower
      Acceptance - It counts once
      | | Field | Value |
      | | --- | --- |
      | | Owner | somebody |
      | | **Acceptance Criteria** | 1. The total is lower<br>2. It counts once |"
    `);
  });

  it('Given, When and Then in paragraphs', () => {
    const text = `# Coupons

**Acceptance Criteria:**

**Given** a full cart
**When** a valid coupon is entered
**Then** the total is lower
**And** the receipt names it

**Given** an expired coupon
**When** it is entered
**Then** an error is shown
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Given a full cart, When a valid coupon is entered, Then the total is lower, And the receipt names it
      Acceptance - Given an expired coupon, When it is entered, Then an error is shown"
    `);
  });

  it('each step a paragraph', () => {
    const text = `# Coupons

## Acceptance

Given a full cart

When a valid coupon is entered

Then the total is lower
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Given a full cart, When a valid coupon is entered, Then the total is lower"
    `);
  });

  it('each step an item', () => {
    const text = `# Coupons

### Requirement: Coupons

The shop SHALL take coupons.

#### Scenario: A valid coupon
- **WHEN** a valid coupon is entered
- **THEN** the total is lower
- **AND** the page shows:
  - the code
  - the amount

#### Scenario: An expired coupon
- **GIVEN** an expired coupon
- **WHEN** it is entered
- **THEN** an error is shown
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Requirement: Coupons: Scenario: A valid coupon: WHEN a valid coupon is entered, THEN the total is lower, AND the page shows: the code; the amount
      Acceptance - Requirement: Coupons: Scenario: An expired coupon: GIVEN an expired coupon, WHEN it is entered, THEN an error is shown
      | ### Requirement: Coupons
      |
      | The shop SHALL take coupons."
    `);
  });

  it('a whole scenario in each item', () => {
    const text = `# Feature Specification: Coupons

### User Story 1 - Enter a coupon (Priority: P1)

**Acceptance Scenarios**:

1. **Given** a full cart, **When** a coupon is entered, **Then** the total is lower
2. **Given** an expired one, **When** it is entered, **Then** an error is shown

### Edge Cases

- What happens at midnight?

## Success Criteria *(mandatory)*

### Measurable Outcomes

- **SC-001**: 95 % of coupons are applied within 1 second
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Feature Specification: Coupons"
      Acceptance - User Story 1 - Enter a coupon (Priority: P1): Given a full cart, When a coupon is entered, Then the total is lower
      Acceptance - User Story 1 - Enter a coupon (Priority: P1): Given an expired one, When it is entered, Then an error is shown
      Acceptance - Measurable Outcomes: SC-001: 95 % of coupons are applied within 1 second
      | ### User Story 1 - Enter a coupon (Priority: P1)
      |
      | ### Edge Cases
      |
      | - What happens at midnight?"
    `);
  });

  it('sentences that begin with WHEN', () => {
    const text = `# Requirements Document

## Introduction

The shop needs coupons.

### Requirement 1

**User Story:** As a buyer, I want to pay less.

#### Acceptance Criteria

1. WHEN a coupon is valid THEN the system SHALL lower the total
2. IF it is expired THEN the system SHALL show an error

### Requirement 2

#### Acceptance Criteria

1. WHEN a coupon is revoked THEN the system SHALL refuse it
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Requirements Document"
      Acceptance - Requirement 1: WHEN a coupon is valid THEN the system SHALL lower the total
      Acceptance - Requirement 1: IF it is expired THEN the system SHALL show an error
      Acceptance - Requirement 2: WHEN a coupon is revoked THEN the system SHALL refuse it
      | ## Introduction
      |
      | The shop needs coupons.
      |
      | ### Requirement 1
      |
      | **User Story:** As a buyer, I want to pay less.
      |
      | ### Requirement 2"
    `);
  });

  it('a gherkin fence', () => {
    const text = `# Coupons

\`\`\`gherkin
Feature: Coupons

  Background:
    Given a full cart

  Scenario: A valid coupon
    When it is entered
    Then the total is lower

  Scenario Outline: Codes
    When <code> is entered
    Then the total is <total>
    Examples:
      | code | total |
      | A    | 9     |
\`\`\`
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Scenario: A valid coupon: Given a full cart, When it is entered, Then the total is lower
      Acceptance - Scenario Outline: Codes: Given a full cart, When <code> is entered, Then the total is <total>, Examples: | code | total | | A    | 9     |
      | \`\`\`gherkin
      | Feature: Coupons
      |
      |   Background:
      |     Given a full cart
      |
      | \`\`\`"
    `);
  });

  it('scenarios in a fence without a language', () => {
    const text = `# Coupons

## Acceptance

\`\`\`
Given a full cart
When a coupon is entered
Then the total is lower

Given an empty cart
When a coupon is entered
Then an error is shown
\`\`\`
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Given a full cart, When a coupon is entered, Then the total is lower
      Acceptance - Given an empty cart, When a coupon is entered, Then an error is shown"
    `);
  });

  it('marks that markdown does not know', () => {
    const text = `# Coupons

Acceptance criteria:
• The total is lower
• Expired ones are refused

Done when:
✅ The change log names it
☐ The old page is gone
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Acceptance criteria: The total is lower
      Acceptance - Acceptance criteria: Expired ones are refused
      Acceptance - Done when: The change log names it
      Acceptance - Done when: The old page is gone"
    `);
  });

  it('items known by their id', () => {
    const text = `# Coupons

### Story 1

AC1: The total is lower
AC2: Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - AC1: The total is lower
      Acceptance - AC2: Expired ones are refused
      | ### Story 1"
    `);
  });

  it('code among the items', () => {
    const text = `# Coupons

## Acceptance

- The command prints

  \`\`\`
  total 9
  \`\`\`
- It ends with 0
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      (Items are single lines, so code stays in the prose: line 7.)
      Acceptance - The command prints
      Acceptance - It ends with 0
      |   \`\`\`
      |   total 9
      |   \`\`\`"
    `);
  });

  it('checks', () => {
    const text = `# Coupons

## Acceptance

- Cart
  - Check: \`npm test -- cart\`
  - **check:** \`npm run lint\`
- Check: that the page is quick
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      (Line 8: "Check: that the page is quick" names no command to run.)
      (Nobody can see whether this holds: A4 "check: that the page is quick". Say what is seen when it does.)
      Acceptance - Cart
      Acceptance - Check: \`npm test -- cart\`
      Acceptance - Check: \`npm run lint\`
      Acceptance - check: that the page is quick"
    `);
  });

  it('a check with two commands', () => {
    const text = `# Coupons

## Acceptance

- Check: \`npm test\` and \`npm run lint\`
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      "refused: document_invalid
      5: A check is "Check:" and exactly one command in backticks, nothing else. Write "- Check: \`npm test\`" and, on a line of its own, "- Check: \`npm run lint\`" there."
    `);
  });

  it('ids of other work, by their exact label', () => {
    const text = `# Coupons

Depends-On: task-a, task-b
Depends on: the designer

## Dependencies

- The designer

## Acceptance

- The total is lower
`;
    expect(understood(text, { family: task })).toMatchInlineSnapshot(`
      ""Coupons"
      Depends-On - task-a
      Depends-On - task-b
      Acceptance - The total is lower
      | Depends on: the designer
      |
      | ## Dependencies
      |
      | - The designer"
    `);
  });

  it('items known by a bold id, below a story each', () => {
    const text = `# Coupons

## Story 1
- **AC-1**: The total is lower

## Story 2
**AC-2:** Expired ones are refused
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Coupons"
      Acceptance - Story 1: AC-1: The total is lower
      Acceptance - Story 2: AC-2: Expired ones are refused
      | ## Story 1
      |
      | ## Story 2"
    `);
  });

  it('scenarios with a name in bold', () => {
    const text = `# Cupons

#### Critérios de Aceite

**Cenário 1: Cupom válido**
- **Dado que** o carrinho está cheio
- **Quando** um cupom é inserido
- **Então** o total diminui

**Cenário 2: Cupom vencido**
- **Dado que** o cupom venceu
- **Quando** ele é inserido
- **Então** um erro aparece
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Cupons"
      Acceptance - Cenário 1: Cupom válido: Dado que o carrinho está cheio, Quando um cupom é inserido, Então o total diminui
      Acceptance - Cenário 2: Cupom vencido: Dado que o cupom venceu, Quando ele é inserido, Então um erro aparece"
    `);
  });
});
