import { JsonPageDecoder } from "./wire/json-page-decoder.js";
import type { PageDecoder, PageReceiver } from "./wire/json-page-decoder.js";
import type { ObjectsOf } from "./wire/json-envelope.js";
import { JsonWatchDecoder } from "./wire/json-watch-decoder.js";
import type { WatchDecoder, WatchReceiver } from "./wire/watch-decoder.js";

const JSON_TYPE = "application/json";
const PARTIAL = "g=meta.k8s.io;v=v1";

/** What is asked of the server for lists. */
export function listAccept(view: "full" | "metadata"): string {
  return view === "full" ? JSON_TYPE : `${JSON_TYPE};as=PartialObjectMetadataList;${PARTIAL},${JSON_TYPE}`;
}

/** What is asked of the server for watches. */
export function watchAccept(view: "full" | "metadata"): string {
  return view === "full" ? JSON_TYPE : `${JSON_TYPE};as=PartialObjectMetadata;${PARTIAL},${JSON_TYPE}`;
}

/** The decoder of what the server chose to send. */
export function pageDecoder(_contentType: string, objects: ObjectsOf, receiver: PageReceiver): PageDecoder {
  return new JsonPageDecoder(objects, receiver);
}

/** The decoder of what the server chose to send. */
export function watchDecoder(_contentType: string, objects: ObjectsOf, receiver: WatchReceiver): WatchDecoder {
  return new JsonWatchDecoder(objects, receiver);
}
