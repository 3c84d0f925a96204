// Joins the modules that the compiler made of each published package into few, in `dist/bundle`: most of the
// time of an import goes into finding and opening files. `publishConfig` leads those who install a package
// there; the workspace itself runs what the compiler made.
import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const packages = fileURLToPath(new URL("../../", import.meta.url));
const folders = readdirSync(packages, { withFileTypes: true }).filter((file) => file.isDirectory());
for (const { name } of folders) {
  const folder = join(packages, name);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (manifest.publishConfig !== undefined) await bundle(folder, manifest);
}

/** What is a dependency stays an import; what is only one of development becomes a part of the bundle. */
async function bundle(folder, { exports, bin = {}, dependencies = {}, peerDependencies = {} }) {
  const outside = Object.keys({ ...dependencies, ...peerDependencies });
  const isOutside = (id) =>
    id.startsWith("node:") || outside.some((name) => id === name || id.startsWith(`${name}/`));
  const targets = [...Object.values(exports).map((entry) => entry.default), ...Object.values(bin)];
  const entries = targets.filter((target) => target !== undefined);
  const input = Object.fromEntries(
    entries.map((path) => [/^\.\/dist\/(.*)\.js$/.exec(path)[1], path]),
  );
  const built = await rolldown({ cwd: folder, input, external: isOutside, platform: "neutral" });
  const dir = join(folder, "dist/bundle");
  rmSync(dir, { recursive: true, force: true });
  const { output } = await built.write({
    dir,
    chunkFileNames: "[name].js",
    comments: { jsdoc: false },
    // One file for all that several entry points need, and not one for each set of them that needs something.
    codeSplitting: { groups: [{ name: "shared", minShareCount: 2 }] },
  });
  for (const id of output.flatMap(({ moduleIds }) => moduleIds)) keepLicence(id, dir);
}

/** The licence of a package that is built in; by its own name, pnpm would take it for that of the whole. */
function keepLicence(module, dir) {
  const [, home, name] = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//.exec(module) ?? [];
  if (name !== undefined)
    copyFileSync(join(home, "LICENSE"), join(dir, `NOTICE-${name.replace("/", "-")}`));
}
