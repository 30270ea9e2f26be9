import { z } from 'zod';
import type { QmpSession } from './session.ts';

const entitySchema = z.discriminatedUnion('meta-type', [
  z.object({ 'meta-type': z.literal('command'), name: z.string(), 'arg-type': z.string() }),
  z.object({ 'meta-type': z.literal('event'), name: z.string() }),
  z.object({
    'meta-type': z.literal('object'),
    name: z.string(),
    members: z.array(z.object({ name: z.string(), type: z.string() })),
  }),
  z.object({
    'meta-type': z.literal('enum'),
    name: z.string(),
    values: z.array(z.string()),
  }),
]);

type Entity = z.infer<typeof entitySchema>;

/**
 * What this QEMU's QMP can do, from `query-qmp-schema`. Features are looked up here, never guessed from a version.
 * Types are named by numbers that differ from build to build and are followed from a command's `arg-type`.
 */
export class QmpSchema {
  readonly #entities: ReadonlyMap<string, Entity>;

  /** Takes the reply of `query-qmp-schema`; entries of kinds not needed are skipped. Throws when it is not a list. */
  constructor(reply: unknown) {
    const entities = new Map<string, Entity>();
    for (const entry of z.array(z.unknown()).parse(reply)) {
      const entity = entitySchema.safeParse(entry);
      if (entity.success) entities.set(entity.data.name, entity.data);
    }
    this.#entities = entities;
  }

  hasCommand(command: string): boolean {
    return this.#entities.get(command)?.['meta-type'] === 'command';
  }

  hasEvent(event: string): boolean {
    return this.#entities.get(event)?.['meta-type'] === 'event';
  }

  commandHasArgument(command: string, argument: string): boolean {
    return this.#argumentType(command, argument) !== null;
  }

  /** The values of an argument that is an enumeration; empty when it is none, or not there. */
  commandArgumentValues(command: string, argument: string): readonly string[] {
    const type = this.#argumentType(command, argument);
    const entity = type === null ? undefined : this.#entities.get(type);
    return entity?.['meta-type'] === 'enum' ? entity.values : [];
  }

  #argumentType(command: string, argument: string): string | null {
    const entity = this.#entities.get(command);
    if (entity?.['meta-type'] !== 'command') return null;
    const args = this.#entities.get(entity['arg-type']);
    if (args?.['meta-type'] !== 'object') return null;
    return args.members.find(({ name }) => name === argument)?.type ?? null;
  }
}

const schemas = new WeakMap<QmpSession, Promise<QmpSchema>>();

/** Asks QEMU for its schema (some 240 KB) the first time, and remembers it for the session. Throws as `session.execute`. */
export function querySchema(session: QmpSession): Promise<QmpSchema> {
  const known = schemas.get(session);
  if (known !== undefined) return known;
  const asked = session.execute('query-qmp-schema', undefined, { parse: (reply) => new QmpSchema(reply) });
  schemas.set(session, asked);
  // A failed question may be asked again.
  asked.catch(() => schemas.delete(session));
  return asked;
}
