/** A cache that drops the entry that was not used for longest. */
export class Recent<Value> {
  private readonly entries = new Map<string, Value>();
  private readonly most: number;

  /** Keeps up to `most` entries; 0 keeps none. */
  constructor(most: number) {
    this.most = most;
  }

  get(key: string): Value | undefined {
    const value = this.entries.get(key);
    if (value === undefined) return undefined;
    this.entries.delete(key);
    this.entries.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    if (this.most === 0) return;
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.most) this.entries.delete(this.entries.keys().next().value!);
  }
}
