#!/usr/bin/env node
// Makes the console's files ready to serve:
//
//   app/hydrate/build/pack.mjs FROM TO      FROM is the site folder of `cargo leptos build --release --split`, TO is made anew
//
// 1. binaryen makes all code smaller, in one process.
// 2. The files of each part are packed into one, `part-NAME.wasm`: a WebAssembly module without code that carries each file as a
//    custom section. A page then requests one file instead of up to 75, and they compress as a whole.
// 3. `pkg/` becomes `pkg/HASH/`, where the hash is that of all its files: a browser may keep them forever.
// 4. What is text or code gets a .br and a .gz beside it.
//
// It rewrites the loader that the splitter generates, and fails if that does not look as expected.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const LOADER = '__wasm_split.______________________.js';
const MANIFEST = '__wasm_split_manifest.json';

const [from, to] = process.argv.slice(2);
const pkg = join(to ?? '', 'pkg');

function fail(message) {
  console.error(`pack: ${message}`);
  process.exit(1);
}

/** Smaller code, as `wasm-opt -Os` makes it; more effort is smaller before compression only. */
async function optimise() {
  const require = createRequire(new URL('../../../end2end/package.json', import.meta.url));
  const { default: binaryen } = await import(require.resolve('binaryen'));
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(1);
  const { BulkMemory, BulkMemoryOpt, CallIndirectOverlong, NontrappingFPToInt, SignExt, MutableGlobals, ReferenceTypes, Multivalue } = binaryen.Features;
  const features = BulkMemory | BulkMemoryOpt | CallIndirectOverlong | NontrappingFPToInt | SignExt | MutableGlobals | ReferenceTypes | Multivalue;
  for (const path of filesIn(pkg).filter((path) => path.endsWith('.wasm'))) {
    const module = binaryen.readBinary(readFileSync(path), features);
    module.optimize();
    writeFileSync(path, module.emitBinary());
    module.dispose();
  }
}

/** Packs the files of each part, and rewrites manifest and loader. */
function packParts() {
  const read = (name) => readFileSync(join(pkg, name));
  const manifest = JSON.parse(read(MANIFEST));
  const pieces = new Set(Object.values(manifest).flat());
  const holders = {};
  for (const [part, files] of Object.entries(manifest)) {
    writeFileSync(join(pkg, `part-${part}.wasm`), container(files.map((name) => [name, read(`${name}.wasm`)])));
    for (const name of files) (holders[name] ??= []).push(part);
  }
  writeFileSync(join(pkg, LOADER), loader(read(LOADER).toString(), manifest, holders));
  const links = Object.fromEntries(Object.keys(manifest).map((part) => [part, [`part-${part}`]]));
  writeFileSync(join(pkg, MANIFEST), JSON.stringify(links));
  for (const name of pieces) rmSync(join(pkg, `${name}.wasm`));
}

/** A module that carries files as custom sections (https://webassembly.github.io/spec/core/binary/modules.html). */
function container(files) {
  const sections = files.map(([name, bytes]) => {
    const title = Buffer.from(name);
    const content = Buffer.concat([leb128(title.length), title, bytes]);
    return Buffer.concat([Buffer.from([0]), leb128(content.length), content]);
  });
  return Buffer.concat([Buffer.from('\0asm\x01\0\0\0', 'latin1'), ...sections]);
}

function leb128(number) {
  const bytes = [];
  do {
    bytes.push((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
    number >>>= 7;
  } while (number);
  return Buffer.from(bytes);
}

/** How the splitter's loader takes one file. */
const FETCHES =
  /\(\) => \{\s*const src = fetch\(new URL\("\.\/([^"]+)\.wasm", import\.meta\.url\)\);\s*return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}/g;

/** The splitter's loader, with files taken from the packed part that is being loaded. */
function loader(source, manifest, holders) {
  let taken = 0;
  let parts = 0;
  const text = source
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(FETCHES, (_, name) => {
      taken += 1;
      return `piece(${JSON.stringify(name)})`;
    })
    .replace(/^(export const \w+ = )(wrapAsyncCb\([\s\S]*?\]\)\));$/gm, (_, start, load) => {
      const own = /piece\("([^"]+)"\)/.exec(load);
      const part = Object.keys(manifest).find((part) => own && manifest[part].at(-1) === own[1]);
      if (!part) fail(`no part has ${own?.[1]} as its last file`);
      parts += 1;
      return `${start}within(${JSON.stringify(part)}, ${load});`;
    });
  const files = Object.keys(holders).length;
  if (taken !== files) fail(`the loader fetches ${taken} files, the manifest names ${files}`);
  if (parts !== Object.keys(manifest).length) fail(`the loader has ${parts} parts, the manifest ${Object.keys(manifest).length}`);
  if (/instantiateStreaming|fetch\(/.test(text)) fail('the loader fetches in a way that is not known');
  return `${text}${PIECES.replace('HOLDERS', JSON.stringify(holders))}`;
}

/** Appended to the loader. A file that several parts hold comes from one that is loaded already, else from the one being loaded. */
const PIECES = `
const holders = HOLDERS;
const parts = new Map();
let loading;
function within(part, load) {
  return (...callback) => {
    loading = part;
    return load(...callback);
  };
}
function open(part) {
  if (!parts.has(part)) {
    const opened = fetch(new URL(\`./part-\${part}.wasm\`, import.meta.url)).then((response) => {
      if (!response.ok) throw new Error(\`part \${part}: status \${response.status}\`);
      return WebAssembly.compileStreaming(response);
    });
    parts.set(part, opened);
    opened.catch(() => parts.delete(part));
  }
  return parts.get(part);
}
function piece(name) {
  return () => {
    const held = holders[name];
    const part = open(held.find((part) => parts.has(part)) ?? (held.includes(loading) ? loading : held[0]));
    return async (imports) => {
      const [bytes] = WebAssembly.Module.customSections(await part, name);
      return WebAssembly.instantiate(bytes, imports);
    };
  };
}
`;

/** Renames `pkg/` to `pkg/HASH/`. */
function moveUnderHash() {
  const hash = createHash('sha256');
  for (const path of filesIn(pkg).sort()) hash.update(`${path.slice(pkg.length)}\0`).update(readFileSync(path));
  const home = join(pkg, hash.digest('hex').slice(0, 16));
  const entries = readdirSync(pkg);
  mkdirSync(home);
  for (const name of entries) {
    cpSync(join(pkg, name), join(home, name), { recursive: true });
    rmSync(join(pkg, name), { recursive: true });
  }
}

function compress(folder) {
  for (const path of filesIn(folder)) {
    if (!/\.(js|wasm|css|svg|txt)$/.test(path)) continue;
    const bytes = readFileSync(path);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

if (!to) fail('usage: pack.mjs FROM TO');
rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
await optimise();
packParts();
moveUnderHash();
compress(to);
