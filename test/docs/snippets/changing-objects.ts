import { type KubernetesObject, Name, OnEvent, Patch, Spec } from "kephale";

interface Sized extends KubernetesObject {
  readonly spec: { sizes: number[] };
}

export class Changing {
  @OnEvent("KopfExample")
  mark(patch: Patch<Sized>, @Spec("size") size: number | undefined): void {
    patch.metadata.labels["size"] = String(size ?? 0);
    patch.metadata.annotations["example.com/obsolete"] = null;
    patch.status["phase"] = "Seen";
    if (size !== undefined) patch.transform(({ spec }) => keep(spec.sizes, size));
  }

  /** The result of a handler is stored under `status.<id>`: here `status.greeting`. */
  @OnEvent("KopfExample", { id: "greeting" })
  greet(@Name() name: string): { readonly text: string } {
    return { text: `Hello, ${name}!` };
  }
}

function keep(sizes: number[], size: number): void {
  if (!sizes.includes(size)) sizes.push(size);
}
