import { type Document, parseAllDocuments, type ScalarTag, stringify, type Tags } from "yaml";

/** Tags of YAML 1.1 whose values are no JSON: Kubernetes reads such a value as if it had no tag. */
const NO_JSON: ReadonlySet<string> = new Set(
  ["timestamp", "omap", "pairs", "set", "binary"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** What Kubernetes reads differently: bytes become a string, and a prefix of a number may be `0o` or in capitals. */
const OWN_TAGS: readonly ScalarTag[] = [
  {
    tag: "tag:yaml.org,2002:binary",
    resolve: (text) => Buffer.from(text, "base64").toString("utf8"),
  },
  {
    tag: "tag:yaml.org,2002:int",
    default: true,
    test: /^[-+]?0(?:[oO][0-7_]+|X[0-9a-fA-F_]+|B[01_]+)$/,
    resolve: (text) => {
      const size = Number(text.replace(/^[-+]/, "").replaceAll("_", ""));
      return text.startsWith("-") ? -size : size;
    },
  },
];

/** Whether Kubernetes knows a tag, too. Numbers to the base of sixty, as `12:30`, are strings for it. */
function isKnown(tag: Tags[number]): boolean {
  if (typeof tag !== "object") return true;
  return !NO_JSON.has(tag.tag) && !("format" in tag && tag.format === "TIME");
}

const tagsOf = (tags: Tags): Tags => [...tags.filter(isKnown), ...OWN_TAGS];

/** Reads YAML as kubectl and the API server do, which is version 1.1: `yes` and `on` are true, `0644` is 420. */
export function parseYaml(
  text: string,
  options: { readonly uniqueKeys?: boolean } = {},
): readonly Document.Parsed[] {
  return [...parseAllDocuments(text, { version: "1.1", customTags: tagsOf, ...options })];
}

/** Writes YAML that is read the same by version 1.1: the string `yes` gets quotes. */
export function writeYaml(value: unknown): string {
  return stringify(value, { version: "1.1", lineWidth: 0 });
}
