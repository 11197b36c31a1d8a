import { describe, expect, it } from 'vitest';
import { understood } from './support/read.ts';

describe('a language', () => {
  it('German', () => {
    const text = `# Gutscheine

Der Laden braucht Gutscheine.

## 2. Akzeptanzkriterien

- Ein Gutschein senkt die Summe

## Nicht im Umfang

- Rückgaben
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Gutscheine"
      Non-Goals - Rückgaben
      Acceptance - Ein Gutschein senkt die Summe
      | Der Laden braucht Gutscheine."
    `);
  });

  it('French', () => {
    const text = `# Bons

La boutique veut des bons.

**Critères d’acceptation :**

- **Étant donné** un panier plein
- **Quand** un bon est saisi
- **Alors** le total baisse
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Bons"
      Acceptance - Étant donné un panier plein, Quand un bon est saisi, Alors le total baisse
      | La boutique veut des bons."
    `);
  });

  it('Spanish', () => {
    const text = `# Cupones

La tienda necesita cupones.

## Criterios de aceptación

- Un cupón reduce el total

## Fuera de alcance

- Devoluciones
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Cupones"
      Non-Goals - Devoluciones
      Acceptance - Un cupón reduce el total
      | La tienda necesita cupones."
    `);
  });

  it('Portuguese', () => {
    const text = `# Cupons

A loja precisa de cupons.

### Critérios de Aceite

- [ ] Um cupom reduz o total
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Cupons"
      Acceptance - Um cupom reduz o total
      | A loja precisa de cupons."
    `);
  });

  it('Italian', () => {
    const text = `# Buoni

Il negozio vuole buoni.

## CRITERI DI ACCETTAZIONE

- Un buono riduce il totale
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Buoni"
      Acceptance - Un buono riduce il totale
      | Il negozio vuole buoni."
    `);
  });

  it('Dutch', () => {
    const text = `# Bonnen

De winkel wil bonnen.

## Acceptatiecriteria

- Een bon verlaagt het totaal
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Bonnen"
      Acceptance - Een bon verlaagt het totaal
      | De winkel wil bonnen."
    `);
  });

  it('Polish', () => {
    const text = `# Kupony

Sklep potrzebuje kuponów.

## Kryteria akceptacji

- Kupon obniża sumę
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Kupony"
      Acceptance - Kupon obniża sumę
      | Sklep potrzebuje kuponów."
    `);
  });

  it('Russian', () => {
    const text = `# Купоны

Магазину нужны купоны.

## Критерии приемки

- Купон снижает сумму

## Ограничения

- Без новых зависимостей
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Купоны"
      Constraints - Без новых зависимостей
      Acceptance - Купон снижает сумму
      | Магазину нужны купоны."
    `);
  });

  it('Turkish', () => {
    const text = `# Kuponlar

Mağaza kupon istiyor.

## KABUL KRİTERLERİ

- Kupon toplamı düşürür
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""Kuponlar"
      Acceptance - Kupon toplamı düşürür
      | Mağaza kupon istiyor."
    `);
  });

  it('Chinese', () => {
    const text = `# 优惠券

商店需要优惠券。

## 三、验收标准

1、有效的优惠券减少总价
2、过期的优惠券显示错误

## 不在范围内

- 退款
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""优惠券"
      Non-Goals - 退款
      Acceptance - 有效的优惠券减少总价
      Acceptance - 过期的优惠券显示错误
      | 商店需要优惠券。"
    `);
  });

  it('Japanese', () => {
    const text = `# クーポン

店にはクーポンが必要です。

## ✅ 受け入れ条件

・合計が下がる
- 期限切れは拒否される
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""クーポン"
      Acceptance - 合計が下がる
      Acceptance - 期限切れは拒否される
      | 店にはクーポンが必要です。"
    `);
  });

  it('Korean', () => {
    const text = `# 쿠폰

가게에 쿠폰이 필요하다.

### 인수 조건

- 합계가 내려간다
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""쿠폰"
      Acceptance - 합계가 내려간다
      | 가게에 쿠폰이 필요하다."
    `);
  });

  it('Arabic', () => {
    const text = `# قسائم

المتجر يحتاج قسائم.

## معايير القبول

- القسيمة تخفض المجموع
`;
    expect(understood(text)).toMatchInlineSnapshot(`
      ""قسائم"
      Acceptance - القسيمة تخفض المجموع
      | المتجر يحتاج قسائم."
    `);
  });
});
