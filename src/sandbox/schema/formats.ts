import { isIP, isIPv4, isIPv6 } from "node:net";

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const DATE_TIME =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
const HOSTNAME =
  /^(?=.{1,253}$)[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
const EMAIL = /^(?:[^@\s]+@[^@\s]+|[^<>@]*<[^@\s<>]+@[^@\s<>]+>)$/;
const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** Go's durations, and a number with a unit in words: `1 day`, `2 w`. */
const DURATION =
  /^(?:[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+|0|\d+\s*(?:ns|nano|us|µs|micro|ms|milli|s|sec|m|min|h|hr|hour|d|day|w|week|wk)s?)$/;

const uuid = (version: string, variant = "[0-9a-f]"): RegExp =>
  new RegExp(
    `^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?${variant}[0-9a-f]{3}-?[0-9a-f]{12}$`,
    "i",
  );

/** Formats that one expression describes. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  // Nothing is no bytes.
  byte: /^(?=.)(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  hostname: HOSTNAME,
  email: EMAIL,
  duration: DURATION,
  uuid: uuid("[0-9a-f]"),
  uuid3: uuid("3"),
  uuid4: uuid("4", "[89ab]"),
  uuid5: uuid("5", "[89ab]"),
  mac: /^(?:[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4})$/i,
  bsonobjectid: /^[0-9a-f]{24}$/i,
  ssn: /^\d{3}[- ]?\d{2}[- ]?\d{4}$/,
  hexcolor: /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
  "k8s-short-name": new RegExp(`^(?=.{1,63}$)${LABEL}$`),
  "k8s-long-name": new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`),
};

/** Whether there is such a day; JavaScript takes the 30th of February for one in March. */
function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = DATE.exec(text) ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return (
    day !== "" && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  );
}

const isDateTime = (text: string): boolean => isDate(DATE_TIME.exec(text)?.[1] ?? "");

function isUri(text: string): boolean {
  return text.startsWith("/") || URL.canParse(text);
}

const isCidr = (text: string): boolean => {
  const [address = "", bits = "", ...rest] = text.split("/");
  const version = isIP(address);
  return (
    rest.length === 0 &&
    version !== 0 &&
    /^\d{1,3}$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
};

/** Go, too, takes zeros before the numbers of an address. */
const isAddress = (text: string): boolean => isIPv4(text.replaceAll(/(^|\.)0+(?=\d)/g, "$1"));

const isColor = (text: string): boolean => {
  const [, ...parts] = /^rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)$/.exec(text) ?? [];
  return parts.length > 0 && parts.every((part) => Number(part) <= 255);
};

/** Luhn's sum: every second digit from the right counts double. */
function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  const sum = Array.from(digits)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = Number(digit) * 2;
      return total + (index % 2 === 0 ? Number(digit) : doubled > 9 ? doubled - 9 : doubled);
    }, 0);
  return digits.length >= 12 && digits.length <= 19 && sum % 10 === 0;
}

/** The digits of a book's number with their weights make a multiple. */
function isIsbn(text: string, length: 10 | 13): boolean {
  const plain = text.replaceAll(/[\s-]/g, "");
  if (!(length === 10 ? /^\d{9}[\dX]$/ : /^\d{13}$/).test(plain)) return false;
  const values = Array.from(plain, (digit) => (digit === "X" ? 10 : Number(digit)));
  const weigh = (index: number): number => (length === 10 ? 10 - index : index % 2 === 0 ? 1 : 3);
  const sum = values.reduce((total, value, index) => total + value * weigh(index), 0);
  return sum % (length === 10 ? 11 : 10) === 0;
}

const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  datetime: isDateTime,
  "date-time": isDateTime,
  ipv4: isAddress,
  // An address with a zone is one of a machine.
  ipv6: (text) => isIPv6(text) && !text.includes("%"),
  cidr: isCidr,
  uri: isUri,
  creditcard: isCreditCard,
  isbn: (text) => isIsbn(text, 10) || isIsbn(text, 13),
  isbn10: (text) => isIsbn(text, 10),
  isbn13: (text) => isIsbn(text, 13),
  rgbcolor: isColor,
};

/** Whether a string is what a format asks for. Formats that are not known allow everything. */
export function hasFormat(text: string, format: string): boolean {
  if (Object.hasOwn(PATTERNS, format)) return PATTERNS[format]?.test(text) === true;
  return !Object.hasOwn(CHECKS, format) || CHECKS[format]?.(text) === true;
}
