// The binary format of WebAssembly modules, as far as pack.mjs needs it: https://webassembly.github.io/spec/core/binary/modules.html

const MAGIC = Buffer.from('\0asm\x01\0\0\0', 'latin1');
const CUSTOM = 0;
const IMPORTS = 2;
const CODE = 10;
const FUNCTION = 0;

/** Reads from the start of some bytes. */
class Reader {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    let number = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      number += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return number;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Bytes with their length before them, such as a name. */
  sized() {
    return this.take(this.number());
  }
}

function number(number) {
  const bytes = [];
  do {
    bytes.push((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
    number >>>= 7;
  } while (number);
  return Buffer.from(bytes);
}

function sized(bytes) {
  const content = Buffer.from(bytes);
  return Buffer.concat([number(content.length), content]);
}

const section = (id, content) => Buffer.concat([Buffer.from([id]), sized(content)]);
const customSection = (name, content) => section(CUSTOM, Buffer.concat([sized(name), content]));

function sections(module) {
  const reader = new Reader(module);
  reader.take(MAGIC.length);
  const found = [];
  while (reader.at < module.length) found.push([reader.byte(), reader.sized()]);
  return found;
}

/** A module without code whose custom sections, all of one name, are these. */
export function container(name, contents) {
  return Buffer.concat([MAGIC, ...contents.map((content) => customSection(name, content))]);
}

/** The code of each function that the module defines. */
export function functionBodies(module) {
  const reader = new Reader(sections(module).find(([id]) => id === CODE)?.[1] ?? [0]);
  return Array.from({ length: reader.number() }, () => reader.sized());
}

/** The module with names for its functions from the index `first` on. It must have no names yet. */
export function nameFunctions(module, first, names) {
  const entries = names.map((name, at) => Buffer.concat([number(first + at), sized(name)]));
  const functionNames = Buffer.concat([number(names.length), ...entries]);
  return Buffer.concat([module, customSection('name', Buffer.concat([Buffer.from([1]), sized(functionNames)]))]);
}

/** The module with its imports renamed. All of them must be functions. `rename` gets the module and the name of each. */
export function renameImports(module, rename) {
  const renamed = (content) => {
    const reader = new Reader(content);
    const count = reader.number();
    const entries = Array.from({ length: count }, () => {
      const [from, name, kind] = [reader.sized().toString(), reader.sized().toString(), reader.byte()];
      if (kind !== FUNCTION) throw new Error(`the import ${name} is no function`);
      return Buffer.concat([sized(from), sized(rename(from, name)), Buffer.from([kind]), number(reader.number())]);
    });
    return Buffer.concat([number(count), ...entries]);
  };
  const parts = sections(module).map(([id, content]) => section(id, id === IMPORTS ? renamed(content) : content));
  return Buffer.concat([MAGIC, ...parts]);
}
