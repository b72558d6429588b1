#!/usr/bin/env node
// Makes the console's files ready to serve:
//
//   app/hydrate/build/pack.mjs FROM TO      FROM is the site folder of `cargo leptos build --release --split`, TO is made anew
//
// 1. binaryen makes all WebAssembly smaller, in one process, and sorts it for compression; terser makes the script smaller.
// 2. What the bundle imports gets short names.
// 3. The files of each part are packed into one, `part-NAME.wasm`: a WebAssembly module without code that carries each file as a
//    custom section. A page then requests one file instead of up to 75, and they compress as a whole.
// 4. `pkg/` becomes `pkg/HASH/`, where the hash is that of all its files: a browser may keep them forever.
// 5. What is text or code gets a .br and a .gz beside it.
//
// It replaces the loader that the splitter generates, and fails if that does not look as expected.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { container, functionBodies, nameFunctions, renameImports } from './wasm.mjs';

const LOADER = '__wasm_split.______________________.js';
const MANIFEST = '__wasm_split_manifest.json';

const [from, to] = process.argv.slice(2);
const pkg = join(to ?? '', 'pkg');

function fail(message) {
  console.error(`pack: ${message}`);
  process.exit(1);
}

const require = createRequire(new URL('../../../end2end/package.json', import.meta.url));

/** The bundle's script without what only people read. */
async function minifyScript() {
  const { minify } = await import(require.resolve('terser'));
  const script = join(pkg, 'console.js');
  const { code } = await minify(readFileSync(script, 'utf8'), { module: true, compress: true, mangle: true });
  writeFileSync(script, code);
}

/** Smaller code, as `wasm-opt -Os` makes it; more effort is smaller before compression only. */
async function optimise() {
  const { error } = console;
  // Rust's linker names labels, too: a line for each module and function that has some. The names are dropped anyway.
  console.error = (...line) => /unknown name subsection/.test(line[0]) || error(...line);
  const { default: binaryen } = await import(require.resolve('binaryen'));
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(1);
  // The first kilobyte belongs to the stack, which the linker places first and which has overflowed when it gets there.
  binaryen.setLowMemoryUnused(true);
  const { BulkMemory, BulkMemoryOpt, CallIndirectOverlong, NontrappingFPToInt, SignExt, MutableGlobals, ReferenceTypes, Multivalue } = binaryen.Features;
  const features = BulkMemory | BulkMemoryOpt | CallIndirectOverlong | NontrappingFPToInt | SignExt | MutableGlobals | ReferenceTypes | Multivalue;
  const run = (bytes, passes, names) => {
    binaryen.setDebugInfo(names);
    const module = binaryen.readBinary(bytes, features);
    passes(module);
    const done = { bytes: Buffer.from(module.emitBinary()), functions: module.getNumFunctions() };
    module.dispose();
    return done;
  };
  for (const path of filesIn(pkg).filter((path) => path.endsWith('.wasm'))) {
    const { bytes, functions } = run(readFileSync(path), (module) => module.optimize(), false);
    const named = nameByCode(bytes, functions);
    writeFileSync(path, run(named, (module) => module.runPasses(['reorder-functions-by-name']), false).bytes);
  }
}

/** The module with its functions named by how their code begins. In the order of these names, Brotli makes it 2 % smaller. */
function nameByCode(module, functions) {
  const bodies = functionBodies(module);
  const names = bodies.map((body, at) => `${body.subarray(0, 64).toString('hex')} ${at}`);
  return nameFunctions(module, functions - bodies.length, names);
}

/** Gives the functions that the bundle imports from its script short names, in place of ones that end in a hash. */
function shortenImports() {
  const [script, bundle] = ['console.js', 'console.wasm'].map((name) => join(pkg, name));
  const short = new Map();
  const shorten = (from, name) => {
    if (from !== './console_bg.js') return name;
    short.set(name, `_${short.size.toString(36)}`);
    return short.get(name);
  };
  writeFileSync(bundle, renameImports(readFileSync(bundle), shorten));
  let found = 0;
  const text = readFileSync(script, 'utf8').replace(/(?<=[{,])(__wb\w+)(?=:)/g, (name) => {
    found += 1;
    return short.get(name) ?? fail(`the bundle does not import ${name}`);
  });
  if (found !== short.size) fail(`the script has ${found} of the ${short.size} functions that the bundle imports`);
  writeFileSync(script, text);
}

/** Packs the files of each part, and rewrites manifest and loader. */
function packParts() {
  const manifest = JSON.parse(readFileSync(join(pkg, MANIFEST)));
  const pieces = [...new Set(Object.values(manifest).flat())];
  for (const [part, files] of Object.entries(manifest)) {
    const numbered = files.map((name) => {
      const number = Buffer.alloc(2);
      number.writeUInt16LE(pieces.indexOf(name));
      return Buffer.concat([number, readFileSync(join(pkg, `${name}.wasm`))]);
    });
    writeFileSync(join(pkg, `part-${part}.wasm`), container('piece', numbered));
  }
  writeFileSync(join(pkg, LOADER), loader(readFileSync(join(pkg, LOADER), 'utf8'), manifest));
  const links = Object.fromEntries(Object.keys(manifest).map((part) => [part, [`part-${part}`]]));
  writeFileSync(join(pkg, MANIFEST), JSON.stringify(links));
  for (const name of pieces) rmSync(join(pkg, `${name}.wasm`));
}

/** How the splitter's loader exports the function that loads a part, and where that finds the part's own file. */
const LOADS = /^export const (\w+) = wrapAsyncCb\(makeLoad\(\(\) => \{\s*const src = fetch\(new URL\("\.\/([^"]+)\.wasm"/gm;

/** A loader with the exports of the splitter's one, which would name each of several hundred files. */
function loader(generated, manifest) {
  if (!/sharedImports = \{ __wasm_split: \{ +\} \};/.test(generated)) fail('the loader shares more than exports of the bundle');
  const exports = [...generated.matchAll(LOADS)].map(([, name, file]) => {
    const part = Object.keys(manifest).find((part) => manifest[part].at(-1) === file);
    return `export const ${name} = load(${JSON.stringify(part ?? fail(`no part has ${file} as its last file`))});\n`;
  });
  if (exports.length !== Object.keys(manifest).length) fail(`the loader has ${exports.length} parts, the manifest ${Object.keys(manifest).length}`);
  return PARTS + exports.join('');
}

/** Instantiates the pieces of a part, each once although several parts hold it, and tells the bundle whether that worked. */
const PARTS = `import { initSync } from "./console.js";
const pieces = {};
const parts = {};
const kept = (all, key, load) => all[key] ??= load().catch((error) => {
  delete all[key];
  throw error;
});
async function open(part) {
  const response = await fetch(new URL(\`./part-\${part}.wasm\`, import.meta.url));
  if (!response.ok) throw new Error(\`part \${part}: status \${response.status}\`);
  const container = await WebAssembly.compileStreaming(response);
  const imports = { __wasm_split: initSync() };
  await Promise.all(WebAssembly.Module.customSections(container, "piece").map((section) =>
    kept(pieces, new Uint16Array(section, 0, 1)[0], () => WebAssembly.instantiate(new Uint8Array(section, 2), imports))));
}
const load = (part) => async (callback, data) => {
  const loaded = await kept(parts, part, () => open(part)).then(() => true, (error) => console.error(error));
  initSync().__indirect_function_table.get(callback)(data, !!loaded);
};
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

/** Two files for each that compresses, made on all processors. */
async function compress(folder) {
  await Promise.all(filesIn(folder).filter((path) => /\.(js|wasm|css|svg|txt)$/.test(path)).map(async (path) => {
    const bytes = readFileSync(path);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    };
    writeFileSync(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
    writeFileSync(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }));
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true }).map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}

if (!to) fail('usage: pack.mjs FROM TO');
rmSync(to, { recursive: true, force: true });
cpSync(from, to, { recursive: true, filter: (path) => !/\.(br|gz)$/.test(path) });
await minifyScript();
await optimise();
shortenImports();
packParts();
moveUnderHash();
await compress(to);
