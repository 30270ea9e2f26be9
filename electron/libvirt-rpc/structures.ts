import {
  array,
  type Codec,
  double,
  hyper,
  int,
  mapped,
  opaque,
  optional,
  string,
  struct,
  uint,
  unsignedHyper,
  XdrError,
} from './xdr.ts';

/** A machine as libvirt names it on the wire. */
export interface Domain {
  readonly name: string;
  /** In the usual form with dashes, lower case. */
  readonly uuid: string;
  /** The number of the running instance, -1 when off. The server does not look at it. */
  readonly id: number;
}

export interface DomainSnapshot {
  readonly name: string;
  readonly domain: Domain;
}

/** `REMOTE_STRING_MAX`: 4 MiB. */
const stringMaximum = 4 * 1024 * 1024;
export const text = string(stringMaximum);
export const optionalText = optional(text);

const uuidLength = 16;
const dashes = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

export const uuid: Codec<string> = mapped(
  opaque(uuidLength),
  (bytes) => Buffer.from(bytes).toString('hex').replace(dashes, '$1-$2-$3-$4-$5'),
  (value) => {
    const digits = value.replaceAll('-', '').toLowerCase();
    if (!dashes.test(digits)) {
      throw new XdrError(`"${value}" is not a UUID`);
    }
    return Buffer.from(digits, 'hex');
  },
);

export const domain: Codec<Domain> = struct({ name: text, uuid, id: int });

export const domainSnapshot: Codec<DomainSnapshot> = struct({ name: text, domain });

/** A place where libvirt keeps images, such as a folder. */
export interface StoragePool {
  readonly name: string;
  readonly uuid: string;
}

/** A file, or a device, of a pool. */
export interface StorageVolume {
  /** The pool's name. */
  readonly pool: string;
  readonly name: string;
  readonly key: string;
}

export const storagePool: Codec<StoragePool> = struct({ name: text, uuid });

export const storageVolume: Codec<StorageVolume> = struct({ pool: text, name: text, key: text });

/** A value of libvirt's typed parameters. */
export type ParameterValue = number | bigint | boolean | string;

/** `virTypedParameterType`. */
const parameterTypes: ReadonlyMap<number, Codec<number> | Codec<bigint> | Codec<boolean> | Codec<string>> =
  new Map<number, Codec<number> | Codec<bigint> | Codec<boolean> | Codec<string>>([
    [1, int],
    [2, uint],
    [3, hyper],
    [4, unsignedHyper],
    [5, double],
    [
      6,
      mapped(
        int,
        (value) => value !== 0,
        (value) => (value ? 1 : 0),
      ),
    ],
    [7, text],
  ]);

interface TypedParameter {
  readonly field: string;
  readonly value: ParameterValue;
}

const typedParameter: Codec<TypedParameter> = {
  minimumBytes: 12,
  encode() {
    throw new XdrError('typed parameters are only received');
  },
  decode(reader) {
    const field = text.decode(reader);
    const type = reader.int32();
    const codec = parameterTypes.get(type);
    if (codec === undefined) {
      throw new XdrError(`"${field}" has the unknown parameter type ${type}`);
    }
    return { field, value: codec.decode(reader) };
  },
};

/** Typed parameters by name; only for what is received. */
export function typedParameters(maximum: number): Codec<ReadonlyMap<string, ParameterValue>> {
  return mapped(
    array(typedParameter, maximum),
    (parameters) => new Map(parameters.map(({ field, value }) => [field, value])),
    (parameters) => Array.from(parameters, ([field, value]) => ({ field, value })),
  );
}

/** `remote_error`, as it is on the wire. */
export const remoteError = struct({
  code: int,
  domain: int,
  message: optionalText,
  level: int,
  machine: optional(domain),
  detail1: optionalText,
  detail2: optionalText,
  detail3: optionalText,
  number1: int,
  number2: int,
  network: optional(struct({ name: text, uuid })),
});
