import { describe, expect, it } from "@jest/globals";

import { codeOnly } from "../../../src/memo/class-text.js";

const hides = (text: string): boolean => !codeOnly(text).includes("#hidden");

describe("the text of a class", () => {
  it.each([
    ["a line comment", "class A { // #hidden\n}"],
    ["a comment at the very end", "class A {} // #hidden"],
    ["a block comment", "class A { /* #hidden */ }"],
    ["a comment with a quote in it", "class A { /* it's */ x = '#hidden'; }"],
    ["a string", 'class A { x = "#hidden"; }'],
    ["a string with an escaped quote", 'class A { x = "\\" #hidden"; }'],
    ["a string that ends with a backslash", "class A { x = '\\\\'; y = '#hidden'; }"],
    ["a template", "class A { x = `#hidden`; }"],
    ["a template with an escaped backtick", "class A { x = `\\` #hidden`; }"],
    ["a template with an escaped dollar", "class A { x = `\\${ #hidden }`; }"],
    ["what follows code in a template", "class A { x = `${this.a} #hidden`; }"],
    ["what follows an object in a template", "class A { x = `${{ a: { b: 1 } }.a.b} #hidden`; }"],
    ["a template in a template", "class A { x = `${`${1} #hidden`} #hidden`; }"],
    ["a regular expression", "class A { x = /#hidden/; }"],
    ["a regular expression with a slash in a class", "class A { x = /[/#hidden]/g; }"],
    ["a regular expression with an escaped slash", "class A { x = /\\/#hidden/; }"],
    ["one that is returned", "class A { m() { return /#hidden/; } }"],
    ["one behind a condition", "class A { m(a) { if (a) /#hidden/.test(a); } }"],
    ["one behind a loop's head", "class A { m(a) { while (f(a)) /#hidden/.test(a); } }"],
    ["one in a template", "class A { x = `${/#hidden/.source}`; }"],
    ["a string behind a regular expression with a quote", "class A { x = /'/; y = '#hidden'; }"],
  ])("leaves out %s", (_what, text) => {
    expect(hides(text)).toBe(true);
  });

  it.each([
    ["a private member", "class A { #hidden = 1; }"],
    ["one behind a division", "class A { m(a, b) { return a / b; } #hidden = 1 / 2; }"],
    ["one between two divisions", "class A { x = 4 / 2; #hidden = 1; y = 2 / 1; }"],
    ["one behind a division of a call", "class A { m() { return f(1) / 2; } #hidden = '/'; }"],
    ["one behind a division of an element", "class A { x = a[0] / 2; #hidden = '/'; }"],
    [
      "one behind a division of what was counted up",
      "class A { m(a) { return a++ / 2; } #hidden = '/'; }",
    ],
    ["one behind a division of a string", "class A { x = '4' / 2; #hidden = '/'; }"],
    ["one behind a division of a template", "class A { x = `4` / 2; #hidden = '/'; }"],
    ["code in a template", "class A { x = `a ${this.#hidden} b`; }"],
    ["code in a template's template", "class A { x = `${`${this.#hidden}`}`; }"],
    ["one behind a template", "class A { x = `${1}`; #hidden = 1; }"],
    ["one behind an apostrophe in a comment", "class A { // it's\n #hidden = 1; // isn't\n }"],
    ["one behind a quote in a regular expression", "class A { x = /'/; #hidden = 1; y = /'/; }"],
    [
      "one behind a quote in one behind a condition",
      "class A { m(a) { if (a) /'/.test(a); } #hidden = 1; }",
    ],
    [
      "one behind a property that is named like a keyword",
      "class A { x = this.in / 2; #hidden = '/'; }",
    ],
  ])("keeps %s", (_what, text) => {
    expect(hides(text)).toBe(false);
  });
});
