/** What a part of a machine's definition is. */
export type PartKind =
  | 'machine'
  | 'processor'
  | 'memory'
  | 'firmware'
  | 'drive'
  | 'network'
  | 'display'
  | 'device'
  | 'other';

/** A text as it stands in the definition, or a size in bytes. */
export type FactValue = string | { readonly bytes: number };

/** One thing that a machine is made of, with what is said of it by the name of each fact. */
export interface Part {
  readonly kind: PartKind;
  /** What tells it from others of its kind, such as `vda`; empty where there is but one. */
  readonly name: string;
  readonly facts: ReadonlyMap<string, FactValue>;
}

/** A machine's definition as far as it is known. */
export interface Definition {
  /** By kind and name. */
  readonly parts: ReadonlyMap<string, Part>;
  /** The kinds that are known in full: of others nothing can be said when they are missing. */
  readonly knows: ReadonlySet<PartKind>;
}

export type PartChange =
  | { readonly change: 'added' | 'removed'; readonly part: Part }
  | {
      readonly change: 'changed';
      readonly part: Part;
      readonly facts: readonly {
        readonly fact: string;
        readonly before: FactValue | null;
        readonly after: FactValue | null;
      }[];
    };

/** Makes a definition from its parts; a second part of the same name gets a number. */
export function definitionOf(parts: readonly Part[], knows: Iterable<PartKind>): Definition {
  const byKey = new Map<string, Part>();
  for (const part of parts) {
    let key = `${part.kind} ${part.name}`;
    for (let number = 2; byKey.has(key); number++) key = `${part.kind} ${part.name} #${number}`;
    byKey.set(key, part);
  }
  return { parts: byKey, knows: new Set(knows) };
}

/** What is different, in the order of the later definition, what is gone last; only of kinds that both know. */
export function compareDefinitions(before: Definition, after: Definition): readonly PartChange[] {
  const changes: PartChange[] = [];
  const isComparable = (part: Part) => before.knows.has(part.kind) && after.knows.has(part.kind);
  for (const [key, part] of after.parts) {
    if (!isComparable(part)) continue;
    const old = before.parts.get(key);
    if (old === undefined) changes.push({ change: 'added', part });
    else {
      const facts = compareFacts(old, part);
      if (facts.length > 0) changes.push({ change: 'changed', part, facts });
    }
  }
  for (const [key, part] of before.parts) {
    if (isComparable(part) && !after.parts.has(key)) changes.push({ change: 'removed', part });
  }
  return changes;
}

function compareFacts(before: Part, after: Part) {
  const names = new Set([...before.facts.keys(), ...after.facts.keys()]);
  return [...names].flatMap((fact) => {
    const [old, now] = [before.facts.get(fact) ?? null, after.facts.get(fact) ?? null];
    return isSame(old, now) ? [] : [{ fact, before: old, after: now }];
  });
}

function isSame(a: FactValue | null, b: FactValue | null): boolean {
  if (typeof a === 'object' && typeof b === 'object') return a?.bytes === b?.bytes;
  return a === b;
}
