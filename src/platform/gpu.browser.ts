/** Whether a page or a web worker has a graphics processor. */

/** What WebGPU computes on. */
export type Adapter = {
  readonly features: ReadonlySet<string>;
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
};

/** The adapter, if there is one: `navigator.gpu` alone does not say so. */
export async function adapterOf(): Promise<Adapter | undefined> {
  try {
    const { gpu } = navigator as { readonly gpu?: { requestAdapter(): Promise<Adapter | null> } };
    return (await gpu?.requestAdapter()) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whether an adapter is a program: it takes seconds for what WebAssembly does in milliseconds, and is for who asks for it by name. */
export const isSoftware = ({ isFallbackAdapter, info }: Adapter): boolean =>
  isFallbackAdapter === true || info?.isFallbackAdapter === true || info?.architecture === "swiftshader";
