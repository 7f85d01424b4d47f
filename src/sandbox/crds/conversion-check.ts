import {
  type FieldViolation,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from "../api/field-violation.js";
import { isRecord, type JsonObject, recordAt, stringAt, stringsAt } from "../json/json.js";

const AT = "spec.conversion";
const REVIEWS = ["v1", "v1beta1"];

/** What is wrong with how a definition says that its versions are converted. */
export function checkConversion(spec: JsonObject): FieldViolation[] {
  const conversion = recordAt(spec, "conversion");
  const strategy = stringAt(conversion, "strategy") ?? "";
  const webhook = recordAt(conversion, "webhook");
  if (strategy === "") return [required(`${AT}.strategy`)];
  if (strategy === "Webhook") return [...checkClient(webhook), ...checkReviews(webhook)];
  if (strategy !== "None") return [notSupported(`${AT}.strategy`, strategy, ["None", "Webhook"])];
  return [
    ["clientConfig", "webhookClientConfig"] as const,
    ["conversionReviewVersions", "conversionReviewVersions"] as const,
  ]
    .filter(([field]) => webhook?.[field] !== undefined)
    .map(([, field]) =>
      forbiddenField(`${AT}.${field}`, "should not be set when strategy is not set to Webhook"),
    );
}

function checkClient(webhook: JsonObject | undefined): FieldViolation[] {
  const at = `${AT}.webhookClientConfig`;
  const client = recordAt(webhook, "clientConfig");
  if (client === undefined) return [required(at, "required when strategy is set to Webhook")];
  const url = stringAt(client, "url");
  const service = recordAt(client, "service");
  if ((url === undefined) === (service === undefined))
    return [required(at, "exactly one of url or service is required")];
  return url === undefined ? checkService(service, `${at}.service`) : checkUrl(url, `${at}.url`);
}

function checkUrl(url: string, at: string): FieldViolation[] {
  const form = "desired format: https://host[/path]";
  if (!URL.canParse(url)) return [required(at, `url must be a valid URL; ${form}`)];
  const scheme = new URL(url).protocol.slice(0, -1);
  return scheme === "https"
    ? []
    : [invalidValue(at, scheme, `'https' is the only allowed URL scheme; ${form}`)];
}

function checkService(service: JsonObject | undefined, at: string): FieldViolation[] {
  return ["name", "namespace"]
    .filter((field) => (stringAt(service, field) ?? "") === "")
    .map((field) => required(`${at}.${field}`));
}

function checkReviews(webhook: JsonObject | undefined): FieldViolation[] {
  const at = `${AT}.conversionReviewVersions`;
  const versions = isRecord(webhook) ? stringsAt(webhook, "conversionReviewVersions") : [];
  if (versions.length === 0) return [required(at)];
  return versions.some((version) => REVIEWS.includes(version))
    ? []
    : [invalidValue(at, versions, `must include at least one of ${REVIEWS.join(", ")}`)];
}
