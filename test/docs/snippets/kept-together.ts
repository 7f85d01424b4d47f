import { copy, OnEvent, Uid } from "kephale";

/** Some things are each object's own, others are everybody's: the class says which. */
export class Sightings {
  readonly ofAll: Set<string>;
  readonly mine: string[] = [];

  constructor(ofAll = new Set<string>()) {
    this.ofAll = ofAll;
  }

  [copy](): Sightings {
    return new Sightings(this.ofAll);
  }
}

export class Watching {
  @OnEvent("KopfExample")
  see(sightings: Sightings, @Uid() uid: string): void {
    sightings.ofAll.add(uid);
    sightings.mine.push(uid);
  }
}
