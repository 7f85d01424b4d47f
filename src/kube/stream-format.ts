import type { StreamOptions } from "./stream-options.js";

/** The media types that are asked for, the most welcome one first. */
export const ACCEPT = {
  full: { list: "application/json", watch: "application/json" },
  metadata: {
    list: "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json",
    watch: "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json",
  },
} as const satisfies Record<StreamOptions["view"], { list: string; watch: string }>;
