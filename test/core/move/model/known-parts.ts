import type { World } from './world';

/**
 * The parts of the states that were seen, each once. A step leaves most parts of a state as they are, so that only what
 * it changed is written out and compared: to write whole states out takes most of an exploration.
 */
export class KnownParts {
  private readonly numberOf = new Map<object, number>();
  private readonly byText = new Map<string, object>();

  /** Returns an equal state made of parts that are known, and a text that no other state has. */
  recognize({ nodes, beats, reading, shard, home, ...counts }: World): { readonly world: World; readonly key: string } {
    const world: World = {
      nodes: { a: this.known(nodes.a), b: this.known(nodes.b) },
      beats: this.known(beats),
      reading: this.known(reading),
      shard: this.known(shard),
      home: home && this.known(home),
      ...counts,
    };
    const parts = [world.nodes.a, world.nodes.b, world.beats, world.reading, world.shard, world.home];
    const numbers = parts.map((part) => part && this.numberOf.get(part));
    return { world, key: `${numbers},${Object.values(counts)}` };
  }

  private known<Part extends object>(part: Part): Part {
    if (this.numberOf.has(part)) {
      return part;
    }
    const text = JSON.stringify(part);
    const known = this.byText.get(text) ?? part;
    if (known === part) {
      this.byText.set(text, part);
      this.numberOf.set(part, this.numberOf.size);
    }
    return known as Part;
  }
}
