/** A cache of what is known of the beginnings of sequences, token by token. */

/** A token after those of its parents. */
type Node<Value> = {
  readonly token: number;
  readonly parent: Node<Value> | undefined;
  readonly next: Map<number, Node<Value>>;
  readonly value: Value;
};

/** Keeps a value for each token of a beginning, and drops the values that were not used for longest. */
export class Prefixes<Value> {
  private readonly first = new Map<number, Node<Value>>();
  /** Those used last come last, and a token after those that follow it: the first one has none behind it. */
  private readonly order = new Set<Node<Value>>();
  private readonly most: number;

  /** Keeps up to `most` values. */
  constructor(most: number) {
    this.most = most;
  }

  /** The values of the longest beginning of a sequence that is known. */
  find(tokens: readonly number[]): readonly Value[] {
    const path = this.path(tokens);
    for (const node of [...path].reverse()) {
      this.order.delete(node);
      this.order.add(node);
    }
    return path.map(({ value }) => value);
  }

  /** Adds the values of the tokens that follow the longest known beginning of a sequence. */
  add(tokens: readonly number[], values: readonly Value[]): void {
    const path = this.path(tokens);
    for (const value of values) {
      const parent = path.at(-1);
      const token = tokens[path.length]!;
      const node: Node<Value> = { token, parent, next: new Map(), value };
      (parent?.next ?? this.first).set(token, node);
      path.push(node);
    }
    for (const node of path.reverse()) {
      this.order.delete(node);
      this.order.add(node);
    }
    for (const node of this.order) {
      if (this.order.size <= this.most) break;
      this.order.delete(node);
      (node.parent?.next ?? this.first).delete(node.token);
    }
  }

  private path(tokens: readonly number[]): Node<Value>[] {
    const path: Node<Value>[] = [];
    let next: ReadonlyMap<number, Node<Value>> = this.first;
    for (const token of tokens) {
      const node = next.get(token);
      if (node === undefined) break;
      path.push(node);
      ({ next } = node);
    }
    return path;
  }
}
