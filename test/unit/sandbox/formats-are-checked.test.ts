import { describe, expect, it } from "@jest/globals";

import { hasFormat } from "../../../src/sandbox/schema/formats.js";

// Each was sent to kube-apiserver v1.36.3.
const RIGHT = [
  ["date", "2020-02-29"],
  ["date-time", "2020-01-01T00:00:00.123456789+02:00"],
  ["byte", "YQ=="],
  ["ipv4", "01.2.3.4"],
  ["ipv6", "::1"],
  ["email", "A <a@b.c>"],
  ["duration", "1h2m"],
  ["duration", "1d"],
  ["duration", "1 day"],
  ["duration", "2 w"],
  ["mac", "01:23:45:67:89:ab"],
  ["isbn", "978-3-16-148410-0"],
  ["creditcard", "4111111111111111"],
  ["bsonobjectid", "507f1f77bcf86cd799439011"],
  ["ssn", "111-11-1111"],
  ["hexcolor", "fff"],
  ["rgbcolor", "rgb(1,2,3)"],
  ["uuid4", "f47ac10b-58cc-4372-a567-0e02b2c3d479"],
  ["k8s-short-name", "a"],
  ["k8s-long-name", "a.b"],
  ["nonsense", "x"],
] as const;

const WRONG = [
  ["date", "2020-02-30"],
  ["date-time", "2020-02-30T00:00:00Z"],
  ["date-time", "2020-01-01T24:00:00Z"],
  ["byte", ""],
  ["ipv6", "fe80::1%eth0"],
  ["email", "a @b"],
  ["duration", "5"],
  ["mac", "zz"],
  ["isbn", "1"],
  ["isbn10", "x"],
  ["isbn13", "x"],
  ["creditcard", "1"],
  ["bsonobjectid", "x"],
  ["ssn", "x"],
  ["hexcolor", "x"],
  ["rgbcolor", "x"],
  ["uuid3", "x"],
  ["uuid4", "x"],
  ["uuid5", "x"],
  ["k8s-short-name", "A"],
  ["k8s-long-name", "A"],
] as const;

describe("a format", () => {
  it.each(RIGHT)("%s takes %s", (format, text) => {
    expect(hasFormat(text, format)).toBe(true);
  });

  it.each(WRONG)("%s refuses %s", (format, text) => {
    expect(hasFormat(text, format)).toBe(false);
  });
});
