import { CLASS_COUNT } from './load-classes';

/** What places for replicas cost, in usual shards. A price rises while more of them are wanted than offered, and falls while fewer are. */
export class PlacePrices {
  /** By class of load; a heavier class is never cheaper. */
  readonly prices = new Float64Array(CLASS_COUNT);
  private readonly rises = new Float64Array(CLASS_COUNT);

  /**
   * Lets prices follow some nodes. A place for a heavy replica takes a lighter one too: what a class costs more than the next lighter one
   * goes by the places that all heavier ones lack as well. As each step is in proportion, over many nodes as much is offered as is wanted.
   * @param step of a price for each place lacking
   */
  follow(wanted: Float64Array, offered: Float64Array, step: number): void {
    const { prices, rises } = this;
    let lacking = 0;
    for (let index = CLASS_COUNT - 1; index >= 0; index -= 1) {
      lacking += (wanted[index] as number) - (offered[index] as number);
      rises[index] = Math.max(0, (rises[index] as number) + (step * lacking) / CLASS_COUNT);
    }
    let price = 0;
    for (let index = 0; index < CLASS_COUNT; index += 1) {
      price += rises[index] as number;
      prices[index] = price;
    }
  }
}
